import type { Tally } from '../snapshot/estimate.js';
import {
  LEAST_BIRTHS_PER_DEATH,
  LEAST_PART_SHARE,
  LEAST_RECURRING_SHARE,
  LEAST_STEADINESS,
  LEAST_SURVIVING_SHARE,
  OVER_SHARE,
  OVER_SPAN_SHARE,
  RECENT_SPAN_SHARE,
} from './constants.js';
import { dangerOf, leastDangerBytes, type LeakReason, type Room } from './danger.js';
import { dispersionIndex } from './dispersion.js';
import { everyPart, isLasting, rateBetween } from './lasting-growth.js';
import { isBelow, isSignificant, leastEvents, mayBeSignificant, type SignificanceLevel } from './significance.js';
import type { SiteHistory } from './site-history.js';
import type { SiteSpread } from './site-spread.js';
import type { Span, Window } from './spans.js';

/**
 * The state of a site's memory: `warming` before there is a window; `growing` and `shrinking` where it changes
 * significantly over the window; `unconfirmed` where it has grown so, and nothing shows yet that what came stays, be it
 * over the window or since V8 has last collected; `leaking` where the growth lasts; `steady` otherwise.
 */
export type SiteState = 'warming' | 'steady' | 'growing' | 'unconfirmed' | 'leaking' | 'shrinking';

/** A leak that has not ended, as it was first judged. */
export interface Leak {
  /** Begin of the span that showed it, monotonic seconds. */
  readonly sinceSeconds: number;
  /** Length of the span that showed it. */
  readonly spanSeconds: number;
  /** The growth that it was judged by. */
  readonly bytesPerSecond: number;
  /** The reason why it was judged a leak: that it lasts, or before that a danger to the limit. */
  readonly reason: LeakReason;
  /** How many of its allocations come together, 1 where they are independent. */
  readonly dispersion: number;
}

/** The terms on which growth is judged that is a danger to the limit before it has lasted for a span. */
export interface EarlyEvaluation {
  /** The spans that are due, the longest first; all are shorter than the shortest of a lasting growth. */
  readonly spans: readonly Span[];
  readonly room: Room;
  readonly falseAlarmProbability: number;
}

/** The terms on which all sites are evaluated at one checkpoint. */
export interface Evaluation extends SignificanceLevel {
  readonly window: Window | undefined;
  /** The spans that are due, the shortest first. */
  readonly spans: readonly Span[];
  /** Growth that is a danger to the limit is judged on these terms; absent where the room under it is not known. */
  readonly early: EarlyEvaluation | undefined;
  /** Length of the shortest span that a lasting growth is judged over. */
  readonly spanSeconds: number;
  /** Growth over a span has to be at least this share of what the site held at its begin. */
  readonly minimumGrowthRatio: number;
  /** Probability, one-sided, that chance alone makes a site seem to grow, or to shrink, over the window. */
  readonly falseGrowthProbability: number;
}

/** The state of a site, with its leak exactly where it is leaking. */
export type Verdict =
  | { readonly state: 'leaking'; readonly leak: Leak }
  | { readonly state: Exclude<SiteState, 'leaking'>; readonly leak: undefined };

/**
 * Judges a site by its history, and by the room under the limit. It is leaking where over some span, the shortest of an hour by default,
 *
 * 1. it has grown by at least a tenth of what it held;
 * 2. it went on growing in every part of the span and did not slow down: what fills up, steps up or bursts does;
 * 3. what was allocated in every part is still there: the oldest entries of a queue or of a cache with a time to live
 *    are not;
 * 4. at least twice as much was born as died: a cache whose load rises by half over a day is far from that;
 * 5. births less deaths are above zero by more than chance explains, taking into account that all sites are evaluated
 *    many times: the paired difference as a compound Poisson process, with the exact limits of `growthRate`, and with
 *    the dispersion that is measured;
 * 6. it has not slowed down lately: over half of the shortest span, the growth is not significantly below its rate;
 * 7. below a caller, its sites have grown again and again: many that each fill up once grow together as a leak does.
 *
 * Over a shorter span it is leaking where {@link dangerOf} says that it is a danger to the limit, and all of this holds
 * but for the last.
 *
 * It stays so until the latest half of that span shows the growth to be at less than a third of its rate, with the
 * dispersion that it was judged by: where a leak comes in bursts, a pause between two is not its end.
 */
export function judge(history: SiteHistory, evaluation: Evaluation, previous: Leak | undefined): Verdict {
  const leak = previous !== undefined && !isOver(previous, history, evaluation) ? previous : undefined;
  // What was judged early is judged again once it has lasted.
  const lasting = leak?.reason === 'lasting' ? undefined : findLasting(history, evaluation);
  const since = leak === undefined ? {} : { sinceSeconds: leak.sinceSeconds };
  const found = lasting === undefined ? (leak ?? findEarly(history, evaluation)) : { ...lasting, ...since };
  return found === undefined ? { state: stateOf(history, evaluation), leak: found } : { state: 'leaking', leak: found };
}

function isOver(leak: Leak, history: SiteHistory, { intervalBytes }: Evaluation): boolean {
  const { bytesPerSecond, spanSeconds, dispersion } = leak;
  return isBelow(OVER_SHARE * bytesPerSecond, history, {
    seconds: OVER_SPAN_SHARE * spanSeconds,
    intervalBytes,
    dispersion,
  });
}

/** Finds a growth that has lasted for a span. */
function findLasting(history: SiteHistory, evaluation: Evaluation): Leak | undefined {
  // Most sites are too small for anything: by Cauchy and Schwarz bytes² are at most Σw² times the number of samples.
  if (history.present.samples < leastEvents(evaluation.falseAlarmProbability)) return undefined;
  for (const span of evaluation.spans) {
    const leak = leakOver(span, history, evaluation, { level: evaluation, reason: 'lasting' });
    if (leak === undefined) continue;
    const spread = history.spread(span);
    if (!isRecurring(spread, history.births(span.from), history.deaths(span.from), evaluation)) continue;
    return { ...leak, dispersion: Math.max(leak.dispersion, spread.dispersion) };
  }
  return undefined;
}

/** Finds a growth that is a danger to the limit before it has lasted for a span. */
function findEarly(history: SiteHistory, evaluation: Evaluation): Leak | undefined {
  const { early, spanSeconds, intervalBytes } = evaluation;
  if (early === undefined) return undefined;
  const { room, falseAlarmProbability } = early;
  if (history.retainedBytes(history.latest) < leastDangerBytes(room)) return undefined;
  for (const span of early.spans) {
    const growth = { grownBytes: history.change(span.from).bytes, seconds: span.to.seconds - span.from.seconds };
    const reason = dangerOf(growth, { room, spanSeconds });
    if (reason === undefined) continue;
    const level = { falseAlarmProbability, intervalBytes };
    const leak = leakOver(span, history, evaluation, { level, reason });
    if (leak !== undefined) return leak;
  }
  return undefined;
}

/** Finds a growth over one span that goes on, stays and is not chance. */
function leakOver(
  span: Span,
  history: SiteHistory,
  { minimumGrowthRatio, spanSeconds, intervalBytes }: Evaluation,
  { level, reason }: { level: SignificanceLevel; reason: LeakReason },
): Leak | undefined {
  const retainedBytes = history.retainedBytes.bind(history);
  if (!isLasting(retainedBytes, span, { bytes: 0, ratio: minimumGrowthRatio })) return undefined;
  if (!mayBeSignificant(history.change(span.from), level)) return undefined;
  const bytesPerSecond = rateBetween(retainedBytes, span.from, span.to);
  if (!hasSurvived(history, span, LEAST_SURVIVING_SHARE * bytesPerSecond)) return undefined;
  const [births, deaths] = [history.births(span.from), history.deaths(span.from)];
  if (births.bytes < LEAST_BIRTHS_PER_DEATH * deaths.bytes) return undefined;
  const dispersion = dispersionIndex(history, span, births.squares + deaths.squares);
  if (!isSignificant(births, deaths, level, dispersion)) return undefined;
  const recentSeconds = RECENT_SPAN_SHARE * Math.min(spanSeconds, span.askedSeconds);
  if (isBelow(LEAST_STEADINESS * bytesPerSecond, history, { seconds: recentSeconds, intervalBytes, dispersion }))
    return undefined;
  return { sinceSeconds: span.from.seconds, spanSeconds: span.askedSeconds, bytesPerSecond, dispersion, reason };
}

/** Says whether growth below a caller has come to its sites again and again, and is significant with their bursts. */
function isRecurring(
  { recurringShare, dispersion }: SiteSpread,
  births: Readonly<Tally>,
  deaths: Readonly<Tally>,
  level: SignificanceLevel,
): boolean {
  if (recurringShare < LEAST_RECURRING_SHARE) return false;
  return dispersion === 1 || isSignificant(births, deaths, level, dispersion);
}

/** Says whether the survivors of every part of a span came at least at a rate. */
function hasSurvived(history: SiteHistory, { parts }: Span, leastRate: number): boolean {
  return everyPart(parts, (checkpoint) => history.survivingBytes(checkpoint), leastRate);
}

/** Says whether births and deaths differ significantly. */
export function changeOf(
  births: Readonly<Tally>,
  deaths: Readonly<Tally>,
  level: SignificanceLevel,
): 'growing' | 'shrinking' | 'steady' {
  if (isSignificant(deaths, births, level)) return 'shrinking';
  return isSignificant(births, deaths, level) ? 'growing' : 'steady';
}

/**
 * Says what a site does that does not leak. To be growing, its growth has to be significant and made of what has
 * stayed.
 */
function stateOf(history: SiteHistory, evaluation: Evaluation): Exclude<SiteState, 'leaking'> {
  const { window, falseGrowthProbability, intervalBytes } = evaluation;
  if (window === undefined) return 'warming';
  const level = { falseAlarmProbability: falseGrowthProbability, intervalBytes };
  const { from, previous } = window;
  if (!mayBeSignificant(history.change(from), level)) return 'steady';
  const change = changeOf(history.births(from), history.deaths(from), level);
  if (change !== 'growing') return change;
  // What came since the last checkpoint but one may be the load of a moment, such as a request under way.
  const hasStayed =
    previous !== undefined &&
    rateBetween((checkpoint) => history.survivingBytes(checkpoint), from, previous) >=
      LEAST_PART_SHARE * rateBetween((checkpoint) => history.retainedBytes(checkpoint), from, history.latest);
  return hasStayed ? 'growing' : 'unconfirmed';
}
