import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { histogramCountName, prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import { readRecently } from '../queries/recent-reads.js';
import { RECORDED } from '../queries/recorded-names.js';
import { annotations, TEXT } from './alert-annotations.js';
import type { AlertRule } from './rule-types.js';

const SAMPLER_DEGRADED = 'HeapgaugeSamplerDegraded';
const TARGET_MISSING = 'HeapgaugeTargetMissing';

const KEEP = { keep_firing_for: duration(CONFIG.keepFiringSeconds) };
const { samplerDegraded: degraded, targetMissing } = CONFIG;

const window = duration(degraded.windowSeconds);
const increaseOf = (name: string): string => `sum by (${perInstance()}) (increase(${select(name)}[${window}]))`;
const reads = increaseOf(histogramCountName(METRIC.samplerPause));
const failures = increaseOf(prometheusName(METRIC.samplerFailures));
const published = select(prometheusName(METRIC.heapLimit));
/**
 * The metrics of the last minutes, which bridge single scrapes that fail: each would restart the waiting time of the
 * alert.
 */
const publishedRecently = `max by (${perInstance()}) (last_over_time(${published}[5m]))`;

/** The alerts about the sampler. They share one name; the label `reason` distinguishes them. */
export const SAMPLER_ALERTS: readonly AlertRule[] = [
  {
    alert: SAMPLER_DEGRADED,
    // It counts the reads, not what they find: on every way of publishing their count is absent or stands still, also
    // where the profiler never ran or the last values are published over and over.
    expr: `${publishedRecently}
unless on (${perInstance()})
${readRecently(select)}`,
    for: duration(degraded.forSeconds),
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'no-reads' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: `the heap of ${TEXT.instance} is not read`,
      description: [
        `The process publishes metrics, but its heap has not been read for ${spelledDuration(degraded.windowSeconds)} or more.`,
        'There are no sites, and no leak can be found.',
        'First read the lines of heapgauge on the standard error of the process: another profiler may be running in it.',
      ],
    }),
  },
  {
    alert: SAMPLER_DEGRADED,
    // Where no read succeeds, the alert above fires.
    expr: `${failures} > (${reads} > 0)`,
    for: duration(degraded.forSeconds),
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'reads-failing' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: `most reads of the heap of ${TEXT.instance} fail`,
      description: [
        `More reads of the heap fail than succeed: {{ $value | humanize }} reads failed within ${spelledDuration(degraded.windowSeconds)}.`,
        'First open /report of the process: sampler.failuresInARow is 0 as soon as a read succeeds.',
      ],
    }),
  },
  {
    alert: SAMPLER_DEGRADED,
    // The value counts the time itself, so that nothing is waited for.
    expr: `max by (${perInstance()}) (${select(prometheusName(METRIC.samplerUnanswered))}) > ${degraded.unansweredSeconds}`,
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'not-answering' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: `the thread of ${TEXT.instance} does not answer`,
      description: [
        "The application's thread has not answered for {{ $value | humanizeDuration }}: it is in a system call or in native code.",
        'Nothing else runs there meanwhile, and its heap is not read.',
        'First look for a synchronous call, such as execSync, in what it was doing.',
      ],
    }),
  },
  {
    alert: SAMPLER_DEGRADED,
    expr: `${increaseOf(prometheusName(METRIC.alertFailures))} >= ${degraded.failedDeliveries}`,
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'deliveries-failing' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: `alerts of ${TEXT.instance} are not delivered`,
      description: [
        `{{ $value | humanize }} of the alerts that the process itself posts were not delivered`,
        `within ${spelledDuration(degraded.windowSeconds)}.`,
        'First see whether the process can reach Alertmanager.',
      ],
    }),
  },
];

/** The alert about a target without metrics; it is evaluated with the recorded series that it reads. */
export const TARGET_ALERTS: readonly AlertRule[] = [
  {
    alert: TARGET_MISSING,
    // A target that was taken out of service has no `up` any more: only targets that Prometheus still scrapes count.
    // `up` is 1 where the page answers without heapgauge's metrics. What is pushed through OTLP has no `up` at all.
    expr: `${select('up')}
and on (${perInstance()})
present_over_time(${RECORDED.heapPeak}[${duration(CONFIG.lookbackSeconds)}])
unless on (${perInstance()})
${published}`,
    for: duration(targetMissing.forSeconds),
    labels: { severity: targetMissing.severity },
    annotations: annotations(TARGET_MISSING, {
      summary: `${TEXT.instance} no longer has metrics of heapgauge`,
      description: [
        'Prometheus {{ if eq $value 0.0 }}cannot scrape the target{{ else }}scrapes the target and finds no metrics of',
        `heapgauge{{ end }}; it found them within the last ${spelledDuration(CONFIG.lookbackSeconds)}.`,
        'First see whether the process runs, and whether heapgauge printed a line when it started.',
      ],
    }),
  },
];
