import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { annotations, TEXT } from './alert-annotations.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import type { AlertRule } from './rule-types.js';

const BUDGET_FIRING = 'HeapgaugeBudgetFiring';
const BUDGET_SOON_EXHAUSTED = 'HeapgaugeBudgetSoonExhausted';
const HEAP_LIMIT_WITHIN_HOUR = 'HeapgaugeHeapLimitWithinHour';

const KEEP = { keep_firing_for: duration(CONFIG.keepFiringSeconds) };
const { budgetFiring, budgetSoonExhausted: soon, heapLimit } = CONFIG;

/** That the growth of the lows is taken over. */
const HOUR = 3600;
const perBudget = perInstance(ATTRIBUTE.budget);
const { budgetMinimum: minimum, budgetMinimumGrowth: growth } = RECORDED;

/** Alerts about what is at its limit. */
export const LIMIT_ALERTS: readonly AlertRule[] = [
  {
    alert: BUDGET_FIRING,
    // The process itself has waited and has its hysteresis: a use that touches the limit does not fire there.
    // A use that is not known for a while ends nothing: the state stays, and stands in for it.
    expr: `(${select(prometheusName(METRIC.budgetUtilization))} or ${select(prometheusName(METRIC.budgetFiring))})
and on (${perBudget})
${select(prometheusName(METRIC.budgetFiring))} == 1`,
    ...KEEP,
    labels: { severity: budgetFiring.severity },
    annotations: annotations(BUDGET_FIRING, {
      summary: `budget ${TEXT.budget} is exceeded in ${TEXT.instance}`,
      description: [
        `The memory that budget ${TEXT.budget} watches is ${TEXT.ofLimit}.`,
        'First see which sites are the largest in heapgauge_site_retained_bytes, and whether one of them is new.',
      ],
    }),
  },
  {
    alert: HEAP_LIMIT_WITHIN_HOUR,
    // A process that is starting up, after a restart too, grows towards any limit; and growth up to a level that
    // the process has come down from before, without a restart, is its sawtooth.
    expr: `${select(prometheusName(METRIC.heapTimeToLimit))} < ${heapLimit.withinSeconds}
and on (${perInstance()})
last_over_time(${select(prometheusName(METRIC.heapLimit))}[10m] offset ${duration(heapLimit.youngestSeconds)})
unless on (${perInstance()})
resets(${select(prometheusName(METRIC.heapPeak))}[${duration(heapLimit.youngestSeconds)}]) > 0
unless on (${perInstance()})
${RECORDED.heapMinimum} <= ${RECORDED.heapSurvived}`,
    for: duration(heapLimit.forSeconds),
    ...KEEP,
    labels: { severity: heapLimit.severity },
    annotations: annotations(HEAP_LIMIT_WITHIN_HOUR, {
      summary: `the heap of ${TEXT.instance} is full in ${TEXT.time}`,
      description: [
        `At the growth of its retained bytes the heap reaches V8's limit in ${TEXT.time}, and V8 ends the process.`,
        'First save the report at /report of the process, then restart it before V8 does.',
      ],
    }),
  },
];

/**
 * Evaluated right after what it looks back at, in one group.
 * A straight line through the window would foretell a limit after every step and at the end of every tooth. So the
 * lows have to grow fast enough in each hour of the window, the slowest one too, which they do not with a step, a
 * restart or the end of start-up in it; and they have to be higher than the process has been before in its life, the last
 * day's, which the teeth of a long sawtooth and the daily load are not.
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
      summary: `budget ${TEXT.budget} is exhausted within ${spelledDuration(soon.withinSeconds)} in ${TEXT.instance}`,
      description: [
        `The lows of what budget ${TEXT.budget} watches have grown by at least ${TEXT.rate}`,
        `for ${spelledDuration(soon.historySeconds)}: at this pace the limit is reached`,
        `within ${spelledDuration(soon.withinSeconds)}.`,
        'First see which site grows in heapgauge_site_growth_bytes_per_second.',
      ],
    }),
  },
];
