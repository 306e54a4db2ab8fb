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
  /** How many of its allocations come together, 1 where they are independent. */
  readonly dispersion: number;
}

/** The terms on which all sites are evaluated at one checkpoint. */
export interface Evaluation extends SignificanceLevel {
  readonly window: Window | undefined;
  /** The spans that are due, the shortest first. */
  readonly spans: readonly Span[];
  /** Length of the shortest span. */
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
 * Judges a site by its history alone. It is leaking where over some span, the shortest of an hour by default,
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
 * It stays so until the latest half of that span shows the growth to be at less than a third of its rate, with the
 * dispersion that it was judged by: where a leak comes in bursts, a pause between two is not its end.
 */
export function judge(history: SiteHistory, evaluation: Evaluation, previous: Leak | undefined): Verdict {
  const leak = previous !== undefined && !isOver(previous, history, evaluation) ? previous : undefined;
  const found = leak ?? findLeak(history, evaluation);
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

function findLeak(history: SiteHistory, evaluation: Evaluation): Leak | undefined {
  const { spans, spanSeconds, minimumGrowthRatio, falseAlarmProbability, intervalBytes } = evaluation;
  // Most sites are too small for anything: by Cauchy and Schwarz bytes² are at most Σw² times the number of samples.
  if (history.present.samples < leastEvents(falseAlarmProbability)) return undefined;
  const retainedBytes = history.retainedBytes.bind(history);
  for (const span of spans) {
    if (!isLasting(retainedBytes, span, { bytes: 0, ratio: minimumGrowthRatio })) continue;
    if (!mayBeSignificant(history.change(span.from), evaluation)) continue;
    const bytesPerSecond = rateBetween(retainedBytes, span.from, span.to);
    if (!hasSurvived(history, span, LEAST_SURVIVING_SHARE * bytesPerSecond)) continue;
    const [births, deaths] = [history.births(span.from), history.deaths(span.from)];
    if (births.bytes < LEAST_BIRTHS_PER_DEATH * deaths.bytes) continue;
    const dispersion = dispersionIndex(history, span, births.squares + deaths.squares);
    if (!isSignificant(births, deaths, evaluation, dispersion)) continue;
    const recent = { seconds: RECENT_SPAN_SHARE * spanSeconds, intervalBytes, dispersion };
    if (isBelow(LEAST_STEADINESS * bytesPerSecond, history, recent)) continue;
    const spread = history.spread(span);
    if (!isRecurring(spread, births, deaths, evaluation)) continue;
    return {
      sinceSeconds: span.from.seconds,
      spanSeconds: span.askedSeconds,
      bytesPerSecond,
      dispersion: Math.max(dispersion, spread.dispersion),
    };
  }
  return undefined;
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
