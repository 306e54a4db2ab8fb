import {
  CALLERS_SHARE,
  EARLY_SHARE,
  EVALUATIONS_PER_SPAN,
  LEAST_SITES,
  MOST_FALSE_ALARM_PROBABILITY,
  MOST_FALSE_GROWTH_PROBABILITY,
} from './constants.js';
import { earlySpanLengths, spanLengths } from './spans.js';

/** The thresholds that growth has to pass before a site is judged leaking; `verdict.ts` says how. */
export interface LeakThresholds {
  /** Growth has to last at least so long; longer spans, up to 64 times, find slower leaks. */
  readonly spanSeconds: number;
  /** False alarms that chance alone may cause in a process a week, over all its sites and their callers. */
  readonly falseAlarmsPerWeek: number;
  /** Growth over a span has to be at least this share of what the site held at its begin. */
  readonly minimumGrowthRatio: number;
}

/** What is judged: what a site allocates itself, or all that is allocated below a function which calls sites. */
export type JudgedKind = 'site' | 'caller';

/**
 * Gives the probability that one evaluation of one site, or of one caller, may mistake chance for growth: the false
 * alarms allowed a week, divided by all evaluations of all of them (Bonferroni). Sites have the larger share, however
 * many callers there are, and so has growth that has lasted for a span.
 *
 * @param count the number of sites, or of callers, that are judged
 * @param time whether the growth has lasted for a span, or is judged earlier as a danger to the limit
 */
export function falseAlarmProbability(
  { spanSeconds, falseAlarmsPerWeek }: LeakThresholds,
  count: number,
  kind: JudgedKind = 'site',
  time: 'lasting' | 'early' = 'lasting',
): number {
  const share =
    (kind === 'site' ? 1 - CALLERS_SHARE : CALLERS_SHARE) * (time === 'early' ? EARLY_SHARE : 1 - EARLY_SHARE);
  const lengths = time === 'early' ? earlySpanLengths(spanSeconds) : spanLengths(spanSeconds);
  const evaluations = Math.max(LEAST_SITES, count) * evaluationsPerWeek(lengths);
  return Math.min(MOST_FALSE_ALARM_PROBABILITY, (share * falseAlarmsPerWeek) / evaluations);
}

/**
 * Gives the probability that the state of one site, or of one caller, may mistake chance for growth at one evaluation,
 * so that all of them together hardly ever do at once.
 */
export function falseGrowthProbability(count: number): number {
  return MOST_FALSE_GROWTH_PROBABILITY / Math.max(LEAST_SITES, count);
}

/** Counts the evaluations of a site in a week over spans of some lengths, which `EvaluationSchedule` keeps to. */
export function evaluationsPerWeek(lengths: readonly number[]): number {
  const weekSeconds = 7 * 86_400;
  return lengths.reduce((sum, seconds) => sum + (EVALUATIONS_PER_SPAN * weekSeconds) / seconds, 0);
}
