import type { Tally } from '../snapshot/estimate.js';
import { dispersionIndex } from './dispersion.js';
import { normalQuantile } from './gamma.js';
import { growthRate } from './rate.js';
import type { SiteHistory } from './site-history.js';
import type { Span, Window } from './spans.js';

/** What a site's memory does. */
export type SiteState = 'warming' | 'steady' | 'growing' | 'leaking' | 'shrinking';

/** Every part of a span has to have at least this share of the mean growth. */
export const LEAST_SHARE: number = 1 / 3;

/** And what was born in it and is still there this share: the oldest births die first. */
const LEAST_SURVIVING_SHARE = 1 / 2;

/** Over a span births have to outweigh deaths so many times: a changing load makes no such difference to what has a turnover. */
const LEAST_BIRTHS_A_DEATH = 2;

/** The younger half of a span has to grow at least this much as fast as the older one. */
export const LEAST_STEADINESS = 0.7;

/** A leak is over when its rate is surely below this share of what it was called for. */
export const OVER_SHARE: number = 1 / 3;

/** Two-sided, of the bounds that show a leak to be over. */
const OVER_CONFIDENCE = 0.95;

/** A site that was called leaking and still is. */
export interface Leak {
  /** Begin of the span that showed it, monotonic seconds. */
  readonly sinceSeconds: number;
  /** The span that showed it. */
  readonly spanSeconds: number;
  /** The growth it was called for. */
  readonly bytesPerSecond: number;
}

/** How the sites are looked at, the same for all of them at one mark. */
export interface Look {
  readonly window: Window;
  readonly spans: readonly Span[];
  readonly minimumGrowthRatio: number;
  /** One-sided, for one look at one site: `falseAlarmProbability`. */
  readonly falseAlarmProbability: number;
  readonly intervalBytes: number;
}

/** The state of a site, and its leak where it has one. */
export interface Verdict {
  readonly state: SiteState;
  readonly leak: Leak | undefined;
}

/**
 * Judges a site by its history alone. It is leaking where over some span, the shortest of an hour by default,
 *
 * 1. it has grown by a tenth of what it held, at the least;
 * 2. it has gone on growing in every part of the span and does not slow down: what has filled up, stepped up or burst
 *    does;
 * 3. what was born in every part is still there: the oldest births of a queue or of a cache with a time to live are not;
 * 4. births are twice the deaths or more: a cache whose load rises by half over a day is far from that;
 * 5. births less deaths are above zero by more than chance explains, all looks at all sites accounted for: the paired
 *    difference as a compound Poisson process, with the exact limits of `growthRate`, and as clumped as it is seen to be.
 *
 * Once called it stays so until half of that span shows it to have slowed to less than a third.
 */
export function judge(history: SiteHistory, look: Look, previous: Leak | undefined): Verdict {
  const isOver =
    previous === undefined ||
    isBelow(OVER_SHARE * previous.bytesPerSecond, history, look, { seconds: previous.spanSeconds / 2 });
  const leak = isOver ? findLeak(history, look) : previous;
  return { state: leak === undefined ? stateOf(history, look) : 'leaking', leak };
}

/** The samples it takes, all births of one size and no deaths, to call a leak. */
export function leastSamples(falseAlarmProbability: number): number {
  const none: Tally = { samples: 0, bytes: 0, variance: 0, squares: 0 };
  for (let samples = 1; ; samples += 1) {
    const births = { samples, bytes: samples, variance: samples, squares: samples };
    if (isSure(births, none, { falseAlarmProbability, intervalBytes: 1 })) return samples;
  }
}

function findLeak(history: SiteHistory, look: Look): Leak | undefined {
  // Most sites are too small for anything: by Cauchy and Schwarz bytes² are at most Σw² times the number of samples.
  if (history.presentSamples < leastEvents(look.falseAlarmProbability)) return undefined;
  for (const span of look.spans) {
    if (!lasts(history, span, look.minimumGrowthRatio)) continue;
    const [births, deaths] = [history.births(span.from), history.deaths(span.from)];
    if (births.bytes < LEAST_BIRTHS_A_DEATH * deaths.bytes) continue;
    const clumps = dispersionIndex(history, span, births.squares + deaths.squares);
    if (!isSure(births, deaths, look, clumps)) continue;
    const bytesPerSecond = meanRate(history, span.from, history.latest);
    // A long span takes long to notice that all is over.
    const lately = { seconds: (look.spans[0]?.askedSeconds ?? 0) / 2, clumps };
    if (isBelow(LEAST_STEADINESS * bytesPerSecond, history, look, lately)) continue;
    return { sinceSeconds: history.seconds(span.from), spanSeconds: span.askedSeconds, bytesPerSecond };
  }
  return undefined;
}

/** Conditions 1 to 3. */
function lasts(history: SiteHistory, { from, middle, parts }: Span, minimumGrowthRatio: number): boolean {
  const { latest } = history;
  const grownBytes = history.retainedBytes(latest) - history.retainedBytes(from);
  if (grownBytes <= 0 || grownBytes < minimumGrowthRatio * history.retainedBytes(from)) return false;
  if (meanRate(history, middle, latest) < LEAST_STEADINESS * meanRate(history, from, middle)) return false;
  const rate = meanRate(history, from, latest);
  for (let n = 1; n < parts.length; n += 1) {
    const [begin = 0, end = 0] = [parts[n - 1], parts[n]];
    if (meanRate(history, begin, end) < LEAST_SHARE * rate) return false;
    if (survivorRate(history, begin, end) < LEAST_SURVIVING_SHARE * rate) return false;
  }
  return true;
}

/** True where the growth over the last so many seconds is surely below a rate. */
function isBelow(
  bytesPerSecond: number,
  history: SiteHistory,
  look: Look,
  { seconds, clumps = 1 }: { seconds: number; clumps?: number },
): boolean {
  const since = history.positionBefore(seconds);
  if (since === history.latest) return false;
  const { upper } = growthRate(atRandom(history.births(since), clumps), atRandom(history.deaths(since), clumps), {
    seconds: history.secondsBetween(since, history.latest),
    intervalBytes: look.intervalBytes * clumps,
    confidence: OVER_CONFIDENCE,
  });
  return upper < bytesPerSecond;
}

/** Growth that a leak does not have to be: sure, and made of what has stayed. */
function stateOf(history: SiteHistory, look: Look): SiteState {
  const { from, middle, seconds } = look.window;
  if (seconds === 0) return 'warming';
  const [births, deaths] = [history.births(from), history.deaths(from)];
  if (isSure(deaths, births, look)) return 'shrinking';
  // What is gone before half of the window has passed was no growth: two reads may just have hit it differently.
  const isStaying =
    middle !== undefined &&
    survivorRate(history, from, middle) >= LEAST_SHARE * meanRate(history, from, history.latest);
  return isStaying && isSure(births, deaths, look) ? 'growing' : 'steady';
}

/** True where one sum is above the other by more than chance explains, in clumps of so many. */
function isSure(
  more: Readonly<Tally>,
  less: Readonly<Tally>,
  { falseAlarmProbability, intervalBytes }: Pick<Look, 'falseAlarmProbability' | 'intervalBytes'>,
  clumps = 1,
): boolean {
  const difference = more.bytes - less.bytes;
  // The limits take a thousand times as long.
  const leastSquares = leastEvents(falseAlarmProbability) * clumps * (more.squares + less.squares);
  if (difference <= 0 || difference ** 2 < leastSquares) return false;
  // What could have died unseen is as large as what is seen to be born.
  const unseenBytes = clumps * Math.max(intervalBytes, more.squares / more.bytes);
  const confidence = 1 - 2 * falseAlarmProbability;
  const window = { seconds: 1, intervalBytes: unseenBytes, confidence, kind: 'exact' } as const;
  return growthRate(atRandom(more, clumps), atRandom(less, clumps), window).lower > 0;
}

/** Fewer events than this are never sure: of small counts too, none is so far below the normal quantile. */
function leastEvents(falseAlarmProbability: number): number {
  return (0.8 * normalQuantile(1 - falseAlarmProbability)) ** 2;
}

/** Allocations come at random themselves: three large objects, sampled for certain, still are three events only. */
function atRandom(tally: Readonly<Tally>, clumps = 1): Tally {
  return { ...tally, variance: tally.squares * clumps };
}

/** Growth of the retained bytes between two marks, bytes a second. */
function meanRate(history: SiteHistory, begin: number, end: number): number {
  return (history.retainedBytes(end) - history.retainedBytes(begin)) / history.secondsBetween(begin, end);
}

/** What was born between two marks and is there now, bytes a second. */
function survivorRate(history: SiteHistory, begin: number, end: number): number {
  return (history.survivingBytes(end) - history.survivingBytes(begin)) / history.secondsBetween(begin, end);
}
