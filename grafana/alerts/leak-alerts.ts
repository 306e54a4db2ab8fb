import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { annotations, TEXT } from './alert-annotations.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import type { AlertRule } from './rule-types.js';

const LEAK_SUSPECTED = 'HeapgaugeLeakSuspected';
const UNTRACED_MEMORY_GROWING = 'HeapgaugeUntracedMemoryGrowing';

const KEEP = { keep_firing_for: duration(CONFIG.keepFiringSeconds) };
const { critical } = CONFIG.leak;

/**
 * The growth of every site has bounds, too, but at the end of a sawtooth's tooth or of start-up even the lower one
 * stands above zero. These series are there only once the verdict in the process has seen an hour of evidence, which is
 * also why the alerts wait no longer. Through OTLP a leak that is gone reads 0.
 */
const leak = (component: string): string =>
  select(prometheusName(METRIC.leakGrowthLower), ATTRIBUTE.component + component);

/** The rate that fills what is left of the heap in time; the top of garbage collection's teeth does not last as long. */
const fatalRate = `(
  max by (${perInstance()}) (${select(prometheusName(METRIC.heapLimit))})
  -
  max by (${perInstance()}) (${select(prometheusName(METRIC.heapUsed))})
) / ${critical.withinSeconds}`;

/** Alerts about growth that does not end. */
export const LEAK_ALERTS: readonly AlertRule[] = [
  {
    alert: LEAK_SUSPECTED,
    expr: `${leak('="traced"')} > ${CONFIG.leak.aboveBytesPerSecond}`,
    ...KEEP,
    labels: { severity: CONFIG.leak.severity },
    annotations: annotations(LEAK_SUSPECTED, {
      summary: `${TEXT.site} leaks in ${TEXT.instance}`,
      description: [
        `What ${TEXT.site}${TEXT.ofPackage} allocates is kept and grows by at least ${TEXT.rate}`,
        '(lower 95% bound over the span that shows it).',
        'First see who keeps it: the suspect has a traceback in the report at /report of the process.',
      ],
    }),
  },
  {
    alert: LEAK_SUSPECTED,
    // By the leak's own rate, not by the time to the limit: that one follows the growth of everything else, too.
    expr: `${leak('="traced"')} > ${CONFIG.leak.aboveBytesPerSecond}
> on (${perInstance()}) group_left ()
${fatalRate}`,
    for: duration(critical.forSeconds),
    ...KEEP,
    labels: { severity: critical.severity },
    annotations: annotations(LEAK_SUSPECTED, {
      summary: `${TEXT.site} leaks and fills the heap of ${TEXT.instance} within ${spelledDuration(critical.withinSeconds)}`,
      description: [
        `What ${TEXT.site}${TEXT.ofPackage} allocates is kept and grows by at least ${TEXT.rate}`,
        `(lower 95% bound), which fills what is left of the heap within ${spelledDuration(critical.withinSeconds)}.`,
        'First save the report at /report of the process, then restart the process or roll the last change back.',
      ],
    }),
  },
  {
    alert: UNTRACED_MEMORY_GROWING,
    expr: `${leak('=~"external|other"')} > ${CONFIG.untracedMemory.aboveBytesPerSecond}`,
    ...KEEP,
    labels: { severity: CONFIG.untracedMemory.severity },
    annotations: annotations(UNTRACED_MEMORY_GROWING, {
      summary: `${TEXT.site} grows in ${TEXT.instance}`,
      description: [
        `${TEXT.site} outside the traced heap keeps growing by at least ${TEXT.rate} (lower 95% bound).`,
        "V8's limit does not hold it: the container's does, and ends the process without a word.",
        'First see which component grows in heapgauge_memory_usage_bytes: external is Buffers, other is native memory.',
      ],
    }),
  },
];
