import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import { annotations, TEXT } from './alert-annotations.js';
import type { AlertRule } from './rule-types.js';

const BUDGET_FIRING = 'HeapgaugeBudgetFiring';
const BUDGET_SOON_EXHAUSTED = 'HeapgaugeBudgetSoonExhausted';
/** The heap of each thread, or kind of worker threads, has a limit of its own. */
const inThread = perInstance(ATTRIBUTE.thread);

const HEAP_LIMIT_WITHIN_HOUR = 'HeapgaugeHeapLimitWithinHour';

const KEEP = { keep_firing_for: duration(CONFIG.keepFiringSeconds) };
const { budgetFiring, budgetSoonExhausted: soon, heapLimit } = CONFIG;

/** The time over which the growth of the windowed minimum is measured. */
const HOUR = 3600;
const perBudget = perInstance(ATTRIBUTE.budget);
const { budgetMinimum: minimum, budgetMinimumGrowth: growth } = RECORDED;

/** The alerts about a limit that is exceeded, or will be within the hour. */
export const LIMIT_ALERTS: readonly AlertRule[] = [
  {
    alert: BUDGET_FIRING,
    // The process itself has waited, and has its hysteresis: a use that only touches the limit does not fire there.
    // A use that is unknown for a while does not end the alert: the state of the budget takes its place.
    expr: `(${select(prometheusName(METRIC.budgetUtilization))} or ${select(prometheusName(METRIC.budgetFiring))})
and on (${perBudget})
${select(prometheusName(METRIC.budgetFiring))} == 1`,
    ...KEEP,
    labels: { severity: budgetFiring.severity },
    annotations: annotations(BUDGET_FIRING, {
      summary: `budget ${TEXT.budget} is exceeded in ${TEXT.instance}`,
      description: [
        `Budget ${TEXT.budget} is ${TEXT.ofLimit}.`,
        'First see which sites are the largest in heapgauge_site_retained_bytes, and whether one of them is new.',
      ],
    }),
  },
  {
    alert: HEAP_LIMIT_WITHIN_HOUR,
    // A process that starts, also after a restart, grows towards any limit. And growth up to a level from which the
    // process has come down before, without a restart, is a sawtooth.
    expr: `${select(prometheusName(METRIC.heapTimeToLimit))} < ${heapLimit.withinSeconds}
and on (${inThread})
last_over_time(${select(prometheusName(METRIC.heapLimit))}[10m] offset ${duration(heapLimit.youngestSeconds)})
unless on (${inThread})
resets(${select(prometheusName(METRIC.heapPeak))}[${duration(heapLimit.youngestSeconds)}]) > 0
unless on (${inThread})
${RECORDED.heapMinimum} <= ${RECORDED.heapSurvived}`,
    for: duration(heapLimit.forSeconds),
    ...KEEP,
    labels: { severity: heapLimit.severity },
    annotations: annotations(HEAP_LIMIT_WITHIN_HOUR, {
      summary: `the heap of ${TEXT.instance} is full in ${TEXT.time}`,
      description: [
        `If the retained bytes go on growing as they do now, the heap${TEXT.inWorkers} reaches V8's limit in ${TEXT.time}, and V8 ends the ${TEXT.threadOrProcess}.`,
        'First save /report of the process, then restart the process before V8 ends it.',
      ],
    }),
  },
];

/**
 * The alert about a budget that will be exceeded soon; it is evaluated in one group with the recorded series it reads.
 * A straight line through the window would predict the limit after every step and at the end of every tooth of a
 * sawtooth. So the windowed minimum has to grow fast enough in each hour of the window, which it does not if there is a
 * step, a restart or the end of start-up in it. And it has to be higher than the process has been within the last day
 * of its life, which a long sawtooth and the daily load are not.
 */
export const FORECAST_ALERTS: readonly AlertRule[] = [
  {
    alert: BUDGET_SOON_EXHAUSTED,
    expr: `min_over_time(${growth}[${duration(soon.historySeconds - HOUR)}])
> on (${perBudget})
clamp_min(min by (${perBudget}) (${select(prometheusName(METRIC.budgetLimit))}) - ${minimum}, 0) / ${soon.withinSeconds}
and on (${perBudget})
${minimum} offset ${duration(soon.historySeconds)}
and on (${perBudget})
${minimum} > ${RECORDED.budgetSurvived}`,
    for: duration(soon.forSeconds),
    ...KEEP,
    labels: { severity: soon.severity },
    annotations: annotations(BUDGET_SOON_EXHAUSTED, {
      summary: `budget ${TEXT.budget} will be exhausted within ${spelledDuration(soon.withinSeconds)} in ${TEXT.instance}`,
      description: [
        `The memory that budget ${TEXT.budget} watches has grown by at least ${TEXT.rate}`,
        `in every hour of the last ${spelledDuration(soon.historySeconds)}, measured by its lowest value`,
        `in ${spelledDuration(CONFIG.minimumWindowSeconds)}.`,
        `At this rate it reaches its limit within ${spelledDuration(soon.withinSeconds)}.`,
        'First see which site grows in heapgauge_site_growth_bytes_per_second.',
      ],
    }),
  },
];
