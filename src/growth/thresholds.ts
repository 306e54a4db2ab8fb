import { CHECKPOINTS_PER_SPAN, LEAST_SITES, MOST_FALSE_ALARM_PROBABILITY } from './constants.js';
import { spanLengths } from './spans.js';

/** The thresholds that growth has to pass before a site is judged leaking; `verdict.ts` says how. */
export interface LeakThresholds {
  /** Growth has to last at least so long; longer spans, up to 64 times, find slower leaks. */
  readonly spanSeconds: number;
  /** False alarms that chance alone may cause in a process a week, over all its sites. */
  readonly falseAlarmsPerWeek: number;
  /** Growth over a span has to be at least this share of what the site held at its begin. */
  readonly minimumGrowthRatio: number;
}

/**
 * Gives the probability that one evaluation of one site may mistake chance for growth: the false alarms allowed a week,
 * divided by all evaluations of all sites (Bonferroni).
 */
export function falseAlarmProbability({ spanSeconds, falseAlarmsPerWeek }: LeakThresholds, sites: number): number {
  const evaluations = Math.max(LEAST_SITES, sites) * evaluationsPerWeek(spanSeconds);
  return Math.min(MOST_FALSE_ALARM_PROBABILITY, falseAlarmsPerWeek / evaluations);
}

/**
 * Counts the evaluations of a site in a week: each span is evaluated as often as it keeps checkpoints while it is new.
 */
export function evaluationsPerWeek(spanSeconds: number): number {
  const weekSeconds = 7 * 86_400;
  return spanLengths(spanSeconds).reduce((sum, seconds) => sum + (CHECKPOINTS_PER_SPAN * weekSeconds) / seconds, 0);
}
