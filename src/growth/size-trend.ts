import { type Point, WindowedMinimum } from './windowed-minimum.js';
import { type Span, spansOf } from './spans.js';
import { falseAlarmProbability, type LeakThresholds } from './thresholds.js';
import { LEAST_SHARE, LEAST_STEADINESS, OVER_SHARE } from './verdict.js';

/** Growth over a span that is worth a word, bytes: less is the allocator's own to and fro. */
const LEAST_BYTES = 16 * 2 ** 20;

/**
 * The shortest span of such a memory, seconds, whatever is asked for of sites: collectors and allocators hand back the
 * pages they have emptied within seconds, and later still where the processor is busy.
 */
const LEAST_SPAN_SECONDS = 20;

/** A lasting growth of memory that is known by its size alone. */
export interface SizeTrendLeak {
  /** Begin of the span that showed it first, monotonic seconds. */
  readonly sinceSeconds: number;
  readonly spanSeconds: number;
  /** At present, the median slope between the points of that span and its limits, bytes a second. */
  readonly bytesPerSecond: number;
  readonly lower: number;
  readonly upper: number;
  /** When it was called one, and the rate it was called for. */
  readonly calledSeconds: number;
  readonly calledBytesPerSecond: number;
}

/**
 * Watches one quantity of memory that has no samples: external or unexplained memory. It is leaking where it lasts as
 * the retained bytes of a site have to (see `judge`) and its lows rise by Kendall's rank test (1938), exact, at the same
 * probability of a false alarm.
 */
export class SizeTrend {
  readonly #thresholds: LeakThresholds;
  readonly #lows: WindowedMinimum;
  #leak: SizeTrendLeak | undefined;

  constructor(thresholds: LeakThresholds) {
    const spanSeconds = Math.max(LEAST_SPAN_SECONDS, thresholds.spanSeconds);
    this.#thresholds = { ...thresholds, spanSeconds };
    this.#lows = new WindowedMinimum(spanSeconds);
  }

  /** The leak that is going on. */
  get leak(): SizeTrendLeak | undefined {
    return this.#leak;
  }

  /** Takes in the present value. */
  note(seconds: number, bytes: number): void {
    if (!this.#lows.note(seconds, bytes)) return;
    const { points, marks } = this.#lows;
    const going = this.#leak === undefined ? undefined : goesOn(points, this.#leak);
    this.#leak = going ?? findLeak(points, spansOf(marks, this.#thresholds.spanSeconds), this.#thresholds);
  }
}

function findLeak(
  points: readonly Point[],
  spans: readonly Span[],
  thresholds: LeakThresholds,
): SizeTrendLeak | undefined {
  for (const span of spans) {
    if (!lasts(points, span, thresholds)) continue;
    const within = points.slice(span.from);
    if (kendallProbability(within.map(({ bytes }) => bytes)) > falseAlarmProbability(thresholds, 0)) continue;
    const slope = medianSlope(within);
    // A long span takes long to notice that all is over.
    if (hasSlowed(points, slope.bytesPerSecond, thresholds.spanSeconds / 2)) continue;
    return {
      sinceSeconds: within[0]?.seconds ?? 0,
      spanSeconds: span.askedSeconds,
      calledSeconds: within.at(-1)?.seconds ?? 0,
      calledBytesPerSecond: slope.bytesPerSecond,
      ...slope,
    };
  }
  return undefined;
}

function lasts(
  points: readonly Point[],
  { from, middle, parts }: Span,
  { minimumGrowthRatio }: LeakThresholds,
): boolean {
  const rate = (begin: number, end: number): number => {
    const [first, last] = [points[begin], points[end]];
    return first === undefined || last === undefined ? 0 : (last.bytes - first.bytes) / (last.seconds - first.seconds);
  };
  const latest = points.length - 1;
  const firstBytes = points[from]?.bytes ?? 0;
  const grownBytes = (points[latest]?.bytes ?? 0) - firstBytes;
  if (grownBytes < Math.max(LEAST_BYTES, minimumGrowthRatio * firstBytes)) return false;
  if (rate(middle, latest) < LEAST_STEADINESS * rate(from, middle)) return false;
  const leastRate = LEAST_SHARE * rate(from, latest);
  return parts.every((end, n) => n === 0 || rate(parts[n - 1] ?? from, end) >= leastRate);
}

function goesOn(points: readonly Point[], leak: SizeTrendLeak): SizeTrendLeak | undefined {
  const { spanSeconds, calledBytesPerSecond } = leak;
  if (hasSlowed(points, calledBytesPerSecond, spanSeconds / 2)) return undefined;
  return { ...leak, ...medianSlope(lastOf(points, spanSeconds)) };
}

/** True where the growth over the last so many seconds is below a share of what it was. */
function hasSlowed(points: readonly Point[], bytesPerSecond: number, seconds: number): boolean {
  const recent = lastOf(points, seconds);
  return recent.length > 1 && medianSlope(recent).bytesPerSecond < OVER_SHARE * bytesPerSecond;
}

function lastOf(points: readonly Point[], spanSeconds: number): readonly Point[] {
  const now = points.at(-1)?.seconds ?? 0;
  return points.filter(({ seconds }) => seconds >= now - spanSeconds);
}

/**
 * Median of the slopes between all pairs of points (Theil 1950, Sen 1968), and the limits that hold it with 95%: Sen's,
 * by the normal approximation of Kendall's statistic.
 */
export function medianSlope(points: readonly Point[]): { bytesPerSecond: number; lower: number; upper: number } {
  const slopes: number[] = [];
  points.forEach((first, n) => {
    for (const last of points.slice(n + 1)) slopes.push((last.bytes - first.bytes) / (last.seconds - first.seconds));
  });
  slopes.sort((a, b) => a - b);
  const count = points.length;
  const spread = 1.96 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, rank))] ?? 0;
  const middle = (slopes.length - 1) / 2;
  return {
    bytesPerSecond: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    lower: at(Math.floor((slopes.length - spread) / 2)),
    upper: at(Math.ceil((slopes.length + spread) / 2)),
  };
}

/**
 * Probability that values in random order have no more inversions than these: Kendall's (1938) test, exact, by counting
 * permutations. Equal values count as inverted.
 */
export function kendallProbability(values: readonly number[]): number {
  let inversions = 0;
  values.forEach((earlier, n) => {
    for (const later of values.slice(n + 1)) if (later <= earlier) inversions += 1;
  });
  // Shares of the permutations of n values by their number of inversions, up to those that were found.
  let shares = [1];
  for (let n = 2; n <= values.length; n += 1) {
    const next = new Array<number>(inversions + 1).fill(0);
    next.forEach((_, k) => {
      for (let j = 0; j < n && j <= k; j += 1) next[k] = (next[k] ?? 0) + (shares[k - j] ?? 0) / n;
    });
    shares = next;
  }
  return shares.reduce((sum, share) => sum + share, 0);
}
