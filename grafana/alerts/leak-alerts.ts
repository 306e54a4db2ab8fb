import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import { annotations, LEAK_TEXT, TEXT } from './alert-annotations.js';
import type { AlertRule } from './rule-types.js';

const LEAK_SUSPECTED = 'HeapgaugeLeakSuspected';
const UNTRACED_MEMORY_GROWING = 'HeapgaugeUntracedMemoryGrowing';

const KEEP = { keep_firing_for: duration(CONFIG.keepFiringSeconds) };
const { critical } = CONFIG.leak;

/**
 * The lower bound of the growth of what is judged to leak. Every site has such a bound, but on the way up of a sawtooth
 * and during start-up even the lower bound is above zero. The series of leaks are there only once the verdict in the
 * process has an hour of evidence, so the alerts need not wait any longer. Through OTLP a leak that has ended is 0.
 *
 * A leak whose place becomes better known has another site from then on, and so another alert: people route and group by
 * the site. The old one fires on until it is no longer kept; the label `leak` is the same on both.
 */
const leak = (component: string): string =>
  select(prometheusName(METRIC.leakGrowthLower), ATTRIBUTE.component + component);

/**
 * The rate that fills the rest of the heap in the given time. The rest is small only for a short time before a
 * collection.
 */
const perThread = perInstance(ATTRIBUTE.thread);
const fatalRate = `(
  max by (${perThread}) (${select(prometheusName(METRIC.heapLimit))})
  -
  max by (${perThread}) (${select(prometheusName(METRIC.heapUsed))})
) / ${critical.withinSeconds}`;

/** What the alerts of a leak say first. */
const GROWS: readonly string[] = [
  `Memory that ${TEXT.site}${TEXT.ofPackage}, or what it calls, allocates${TEXT.inWorkers} is not freed and grows by at least ${TEXT.rate}`,
  `(the lower 95% bound of its growth).${LEAK_TEXT.allocator}${LEAK_TEXT.inexact}${LEAK_TEXT.foundFirst}`,
];

/** The alerts about memory that grows without end. */
export const LEAK_ALERTS: readonly AlertRule[] = [
  {
    alert: LEAK_SUSPECTED,
    expr: `${leak('="traced"')} > ${CONFIG.leak.aboveBytesPerSecond}`,
    ...KEEP,
    labels: { severity: CONFIG.leak.severity },
    annotations: annotations(LEAK_SUSPECTED, {
      summary: `${TEXT.site} leaks in ${TEXT.instance}`,
      description: [
        ...GROWS,
        'First open /report of the process: parts and tracebacks of the suspect show which functions allocate the memory, and which calls lead there.',
      ],
    }),
  },
  {
    alert: LEAK_SUSPECTED,
    // It compares the rate of the leak, not the time to the limit, which depends on the growth of everything else, too.
    expr: `${leak('="traced"')} > ${CONFIG.leak.aboveBytesPerSecond}
> on (${perThread}) group_left ()
${fatalRate}`,
    for: duration(critical.forSeconds),
    // Where the place of the leak becomes better known, another alert waits in the meantime: on call there is no gap.
    keep_firing_for: duration(critical.forSeconds + CONFIG.keepFiringSeconds),
    labels: { severity: critical.severity },
    annotations: annotations(LEAK_SUSPECTED, {
      summary: `${TEXT.site} leaks and fills the heap of ${TEXT.instance} within ${spelledDuration(critical.withinSeconds)}`,
      description: [
        ...GROWS,
        `At this rate the rest of the heap is full within ${spelledDuration(critical.withinSeconds)}.`,
        'First save /report of the process, then restart the process or roll back the last change.',
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
        `Memory outside the traced heap, ${TEXT.site}, grows by at least ${TEXT.rate}`,
        '(the lower 95% bound of its growth).',
        "V8's heap limit does not stop it: the limit of the container does, and ends the process without an error message.",
        'First see which component of heapgauge_memory_usage_bytes grows: external is Buffers, other is native memory.',
      ],
    }),
  },
];
