import { looksAWeek } from './checkpoint-history.js';

/** What has to be shown before a site is called leaking; see `verdict.ts` for how. */
export interface LeakThresholds {
  /** Growth has to last at least so long; longer ones, up to 64 times, find slower leaks. */
  readonly spanSeconds: number;
  /** Calls that chance alone may cause in a process a week, over all its sites. */
  readonly falseAlarmsPerWeek: number;
  /** Growth over a span has to be at least this share of what the site held at its begin. */
  readonly minimumGrowthRatio: number;
}

/** Sites that are accounted for at least, so that the evidence asked for does not hang on how many are there. */
const LEAST_SITES = 50;

/**
 * The probability that one look at one site may mistake chance for growth: the calls allowed a week, divided by all
 * the looks at all the sites (Bonferroni).
 */
export function falseAlarmProbability({ spanSeconds, falseAlarmsPerWeek }: LeakThresholds, sites: number): number {
  return Math.min(0.01, falseAlarmsPerWeek / (Math.max(LEAST_SITES, sites) * looksAWeek(spanSeconds)));
}
