import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, perJob, select } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import type { RecordingRule } from './rule-types.js';

const HOUR = 3600;

const heapUsed = select(prometheusName(METRIC.heapUsed));
const heapLimit = select(prometheusName(METRIC.heapLimit));
const leak = select(prometheusName(METRIC.leakGrowthLower));

/** A site is of one package at the most: its label makes no more series, and can be chosen by. */
const perSite = perJob(ATTRIBUTE.site, ATTRIBUTE.package);

/** For dashboards of a fleet: ten thousand processes with fifty sites each are too many series to add up at sight. */
export const FLEET_RECORDING_RULES: readonly RecordingRule[] = [
  {
    record: RECORDED.siteRetained,
    expr: `sum by (${perSite}) (${select(prometheusName(METRIC.siteRetained))})`,
  },
  {
    record: RECORDED.siteGrowth,
    expr: `sum by (${perSite}) (${select(prometheusName(METRIC.siteGrowth))})`,
  },
  // Through OTLP a leak that is gone reads 0.
  { record: RECORDED.siteLeaks, expr: `count by (${perSite}) (${leak} > 0)` },
  { record: RECORDED.leakSuspects, expr: `sum by (${perJob()}) (${select(prometheusName(METRIC.leakSuspects))})` },
  {
    record: RECORDED.heapUtilization,
    // The largest by process: through OTLP a new version's series overlap with the old one's for some minutes.
    expr: `max by (${perInstance()}) (${heapUsed})
/
max by (${perInstance()}) (${heapLimit})`,
  },
];

/** For alerts that look hours back: a sample every few minutes is all they need, and cheap for a day. */
export const SLOW_RECORDING_RULES: readonly RecordingRule[] = [
  {
    // Never falls while a process lives, so that a fall is a restart: it is there without a profiler, too.
    record: RECORDED.heapPeak,
    expr: `max by (${perInstance()}) (${select(prometheusName(METRIC.heapPeak))})`,
  },
  {
    record: RECORDED.heapMinimum,
    expr: `min by (${perInstance()}) (min_over_time(${heapUsed}[${duration(CONFIG.minimumWindowSeconds)}]))`,
  },
  { record: RECORDED.heapSurvived, expr: survived(RECORDED.heapMinimum) },
  {
    record: RECORDED.budgetMinimum,
    expr: `min by (${perInstance(ATTRIBUTE.budget)}) (
  min_over_time(${select(prometheusName(METRIC.budgetUsage))}[${duration(CONFIG.minimumWindowSeconds)}])
)`,
  },
  { record: RECORDED.budgetMinimumGrowth, expr: `deriv(${RECORDED.budgetMinimum}[1h])` },
  { record: RECORDED.budgetSurvived, expr: survived(RECORDED.budgetMinimum) },
];

/**
 * The highest low more than an hour ago of a process that still lives: a level that it can come down from. It looks
 * back over half of the life at least, by the longest of windows that double without a restart within.
 */
function survived(minimum: string): string {
  const reaches: number[] = [];
  for (let seconds = CONFIG.lookbackSeconds + HOUR; seconds > HOUR; seconds = Math.ceil(seconds / HOUR / 2) * HOUR)
    reaches.push(seconds);
  return reaches
    .map(
      (seconds) => `(
  max_over_time(${minimum}[${duration(seconds - HOUR)}] offset 1h)
  unless on (${perInstance()})
  resets(${RECORDED.heapPeak}[${duration(seconds)}]) > 0
)`,
    )
    .join('\nor\n');
}
