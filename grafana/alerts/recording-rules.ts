import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, OF_MAIN_THREAD, perInstance, perJob, select } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import { LEAK_NAME_RULES } from './leak-names.js';
import type { RecordingRule } from './rule-types.js';

const HOUR = 3600;

/** The heap of each thread, or kind of worker threads, has a life of its own. */
const inThread = perInstance(ATTRIBUTE.thread);

/** The maximum by thread: through OTLP the series of an old and a new version overlap for some minutes. */
const perThread = (metric: 'heapUsed' | 'heapLimit'): string =>
  `max by (${inThread}) (${select(prometheusName(METRIC[metric]))})`;

const leakPart = select(prometheusName(METRIC.leakPart));

/** A site belongs to at most one package, so this label adds no series, and sites can be chosen by it. */
const perSite = perJob(ATTRIBUTE.site, ATTRIBUTE.package);

/**
 * What the dashboard of a fleet needs: the sites of 10,000 processes are too many series to sum whenever it is opened.
 */
export const FLEET_RECORDING_RULES: readonly RecordingRule[] = [
  {
    record: RECORDED.siteRetained,
    expr: `sum by (${perSite}) (${select(prometheusName(METRIC.siteRetained))})`,
  },
  {
    record: RECORDED.siteGrowth,
    expr: `sum by (${perSite}) (${select(prometheusName(METRIC.siteGrowth))})`,
  },
  ...LEAK_NAME_RULES,
  {
    record: RECORDED.siteLeaks,
    expr: `count by (${perSite}) (group by (${perInstance(ATTRIBUTE.site, ATTRIBUTE.package)}) (${RECORDED.leaks}))`,
  },
  {
    record: RECORDED.siteParts,
    // Through OTLP a function that is gone is 0.
    expr: `count by (${perJob(ATTRIBUTE.site)}) (
  label_replace(group by (${perInstance(ATTRIBUTE.part)}) (${leakPart} > 0), "${ATTRIBUTE.site}", "$1", "${ATTRIBUTE.part}", "(.*)")
)`,
  },
  { record: RECORDED.leakSuspects, expr: `sum by (${perJob()}) (${select(prometheusName(METRIC.leakSuspects))})` },
  {
    record: RECORDED.heapUtilization,
    // Of a process the heap that is nearest to its limit: each worker thread has a heap and a limit of its own.
    expr: `max by (${perInstance()}) (
  ${perThread('heapUsed')}
  /
  ${perThread('heapLimit')}
)`,
  },
];

/** What alerts need that compare hours or a day: one sample every few minutes is enough, and is cheap to query. */
export const SLOW_RECORDING_RULES: readonly RecordingRule[] = [
  {
    // It never falls while a thread lives, so a fall is a restart. It is published without a profiler, too.
    record: RECORDED.heapPeak,
    expr: `max by (${inThread}) (${select(prometheusName(METRIC.heapPeak))})`,
  },
  {
    record: RECORDED.heapMinimum,
    expr: `min by (${inThread}) (
  min_over_time(${select(prometheusName(METRIC.heapUsed))}[${duration(CONFIG.minimumWindowSeconds)}])
)`,
  },
  { record: RECORDED.heapSurvived, expr: survived(RECORDED.heapMinimum, { on: inThread, peak: RECORDED.heapPeak }) },
  {
    record: RECORDED.budgetMinimum,
    expr: `min by (${perInstance(ATTRIBUTE.budget)}) (
  min_over_time(${select(prometheusName(METRIC.budgetUsage))}[${duration(CONFIG.minimumWindowSeconds)}])
)`,
  },
  { record: RECORDED.budgetMinimumGrowth, expr: `deriv(${RECORDED.budgetMinimum}[1h])` },
  {
    record: RECORDED.budgetSurvived,
    expr: survived(RECORDED.budgetMinimum, { on: perInstance(), peak: select(RECORDED.heapPeak, OF_MAIN_THREAD) }),
  },
];

/**
 * The highest windowed minimum that a process has had more than an hour ago in its present life: a level from which it
 * has come down. Windows of doubling length are tried, and the longest one without a restart counts, so that at least
 * half of the life is covered.
 *
 * @param life.on the labels that a life is told by
 * @param life.peak the series that falls only where another life begins
 */
function survived(minimum: string, life: { on: string; peak: string }): string {
  const reaches: number[] = [];
  for (let seconds = CONFIG.lookbackSeconds + HOUR; seconds > HOUR; seconds = Math.ceil(seconds / HOUR / 2) * HOUR)
    reaches.push(seconds);
  return reaches
    .map(
      (seconds) => `(
  max_over_time(${minimum}[${duration(seconds - HOUR)}] offset 1h)
  unless on (${life.on})
  resets(${life.peak}[${duration(seconds)}]) > 0
)`,
    )
    .join('\nor\n');
}
