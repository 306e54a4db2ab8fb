import {
  LEAST_STEADINESS,
  LEAST_TREND_BYTES,
  LEAST_TREND_SPAN_SECONDS,
  OVER_SHARE,
  OVER_SPAN_SHARE,
  RECENT_SPAN_SHARE,
} from './constants.js';
import { EvaluationSchedule } from './evaluation-schedule.js';
import { isLasting } from './lasting-growth.js';
import { kendallProbability, medianSlope, type Slope } from './rank-statistics.js';
import { CONFIDENCE } from './rate.js';
import { type Span, spansOf } from './spans.js';
import { falseAlarmProbability, type LeakThresholds } from './thresholds.js';
import { type Minimum, WindowedMinimum } from './windowed-minimum.js';

/** A lasting growth of memory that is known by its size alone, with its slope at present. */
export interface SizeTrendLeak extends Slope {
  /** Begin of the span that showed it first, monotonic seconds. */
  readonly sinceSeconds: number;
  /** Length of the span that showed it. */
  readonly spanSeconds: number;
  /** The time at which it was first judged a leak, monotonic seconds. */
  readonly judgedSeconds: number;
  /** The growth that it was judged by. */
  readonly judgedBytesPerSecond: number;
}

/** A growth that is significant over the latest span, whether it is a leak or not. */
interface SizeGrowth extends Slope {
  /** Begin of the stretch that it was measured over, monotonic seconds. */
  readonly sinceSeconds: number;
  /** The bytes that it came to. */
  readonly bytes: number;
}

/**
 * Watches one quantity of memory that has no samples: external or unexplained memory. It is leaking where its minima
 * grow as lastingly as the retained bytes of a site have to, and rise by Kendall's rank test, exact, at the same
 * probability of a false alarm.
 */
export class SizeTrend {
  readonly #thresholds: LeakThresholds;
  readonly #minimum: WindowedMinimum;
  readonly #schedule = new EvaluationSchedule();
  #leak: SizeTrendLeak | undefined;
  #growth: SizeGrowth | undefined;

  constructor(thresholds: LeakThresholds) {
    const spanSeconds = Math.max(LEAST_TREND_SPAN_SECONDS, thresholds.spanSeconds);
    this.#thresholds = { ...thresholds, spanSeconds };
    this.#minimum = new WindowedMinimum(spanSeconds);
  }

  /** The present leak, if there is one. */
  get leak(): SizeTrendLeak | undefined {
    return this.#leak;
  }

  /** The growth of the minima over the latest span; `undefined` where it is not significant, or too small to matter. */
  get growth(): SizeGrowth | undefined {
    return this.#growth;
  }

  /** Takes in the present value. */
  note(seconds: number, bytes: number): void {
    if (!this.#minimum.note(seconds, bytes)) return;
    const ongoing = this.#leak === undefined ? undefined : withSlope(this.#leak, this.#minimum.minima);
    const spans = this.#schedule.takeDue(spansOf(this.#minimum.checkpoints, this.#thresholds.spanSeconds));
    this.#leak = ongoing ?? findLeak(this.#minimum, spans, this.#thresholds);
    this.#growth = growthOf(latestOf(this.#minimum.minima, this.#thresholds.spanSeconds));
  }
}

function findLeak(
  minimum: WindowedMinimum,
  spans: readonly Span[],
  thresholds: LeakThresholds,
): SizeTrendLeak | undefined {
  const { minima } = minimum;
  const least = { bytes: LEAST_TREND_BYTES, ratio: thresholds.minimumGrowthRatio };
  for (const span of spans) {
    if (!isLasting((checkpoint) => minimum.bytesAt(checkpoint), span, least)) continue;
    const within = minima.filter(({ seconds }) => seconds >= span.from.seconds);
    if (kendallProbability(within.map(({ bytes }) => bytes)) > falseAlarmProbability(thresholds, 0)) continue;
    const slope = medianSlope(within);
    if (hasSlowed(minima, OVER_SHARE * slope.bytesPerSecond, RECENT_SPAN_SHARE * thresholds.spanSeconds)) continue;
    return {
      ...slope,
      sinceSeconds: span.from.seconds,
      spanSeconds: span.askedSeconds,
      judgedSeconds: span.to.seconds,
      judgedBytesPerSecond: slope.bytesPerSecond,
    };
  }
  return undefined;
}

function growthOf(minima: readonly Minimum[]): SizeGrowth | undefined {
  const [first, last] = [minima[0], minima.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const bytes = last.bytes - first.bytes;
  if (bytes < LEAST_TREND_BYTES) return undefined;
  const values = minima.map(({ bytes }) => bytes);
  if (kendallProbability(values) > (1 - CONFIDENCE) / 2) return undefined;
  const slope = medianSlope(minima);
  // What a process takes as it starts grows fast and then stops.
  const recentSeconds = RECENT_SPAN_SHARE * (last.seconds - first.seconds);
  if (hasSlowed(minima, LEAST_STEADINESS * slope.bytesPerSecond, recentSeconds)) return undefined;
  return slope.lower > 0 ? { ...slope, sinceSeconds: first.seconds, bytes } : undefined;
}

/** Gives a leak its present slope; `undefined` where it is over. */
function withSlope(leak: SizeTrendLeak, minima: readonly Minimum[]): SizeTrendLeak | undefined {
  const { spanSeconds, judgedBytesPerSecond } = leak;
  if (hasSlowed(minima, OVER_SHARE * judgedBytesPerSecond, OVER_SPAN_SHARE * spanSeconds)) return undefined;
  return { ...leak, ...medianSlope(latestOf(minima, spanSeconds)) };
}

/** Says whether the growth over the last so many seconds is below a rate. */
function hasSlowed(minima: readonly Minimum[], leastBytesPerSecond: number, seconds: number): boolean {
  const recent = latestOf(minima, seconds);
  return recent.length > 1 && medianSlope(recent).bytesPerSecond < leastBytesPerSecond;
}

function latestOf(minima: readonly Minimum[], spanSeconds: number): readonly Minimum[] {
  const now = minima.at(-1)?.seconds ?? 0;
  return minima.filter(({ seconds }) => seconds >= now - spanSeconds);
}
