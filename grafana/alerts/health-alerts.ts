import { METRIC } from '../../src/publish/names.js';
import { annotations, TEXT } from './alert-annotations.js';
import { CONFIG } from '../config.js';
import { histogramCountName, prometheusName } from '../queries/prometheus-name.js';
import { duration, perInstance, select, spelledDuration } from '../queries/promql.js';
import { readRecently } from '../queries/recent-reads.js';
import { RECORDED } from '../queries/recorded-names.js';
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
/** Also where one scrape or another fails: each would begin the wait of an alert anew. */
const publishedRecently = `max by (${perInstance()}) (last_over_time(${published}[5m]))`;

const SUMMARY = `heapgauge sees little of ${TEXT.instance}`;

/** Alerts about heapgauge itself; the sampler's share one name and tell themselves apart by `reason`. */
export const SAMPLER_ALERTS: readonly AlertRule[] = [
  {
    alert: SAMPLER_DEGRADED,
    // By reads, not by what they find: their count is absent or stands still on every way of publishing, also where
    // the profiler never ran or the last values are published over and over.
    expr: `${publishedRecently}
unless on (${perInstance()})
${readRecently(select)}`,
    for: duration(degraded.forSeconds),
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'no-reads' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: SUMMARY,
      description: [
        `The process publishes, but its heap has not been read for ${spelledDuration(degraded.windowSeconds)} or more:`,
        'there are no sites, and no leak is found.',
        'First look for lines of heapgauge on the standard error of the process: another profiler may run in it.',
      ],
    }),
  },
  {
    alert: SAMPLER_DEGRADED,
    // Where none succeeds it is the alert above.
    expr: `${failures} > (${reads} > 0)`,
    for: duration(degraded.forSeconds),
    ...KEEP,
    labels: { severity: degraded.severity, reason: 'reads-failing' },
    annotations: annotations(SAMPLER_DEGRADED, {
      summary: SUMMARY,
      description: [
        `More reads of the heap fail than succeed: {{ $value | humanize }} in ${spelledDuration(degraded.windowSeconds)}.`,
        'First set HEAPGAUGE_LOG_LEVEL=debug and see what they fail with.',
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
        `in ${spelledDuration(degraded.windowSeconds)}.`,
        'First see whether the process can reach Alertmanager.',
      ],
    }),
  },
];

/** Evaluated with what looks hours back. */
export const TARGET_ALERTS: readonly AlertRule[] = [
  {
    alert: TARGET_MISSING,
    // A target that was taken out of service has no `up` any more: only one that Prometheus still asks is missed.
    // `up` is 1 where the page answers without our metrics. What is pushed through OTLP has no `up` at all.
    expr: `${select('up')}
and on (${perInstance()})
present_over_time(${RECORDED.heapPeak}[${duration(CONFIG.lookbackSeconds)}])
unless on (${perInstance()})
${published}`,
    for: duration(targetMissing.forSeconds),
    labels: { severity: targetMissing.severity },
    annotations: annotations(TARGET_MISSING, {
      summary: `${TEXT.instance} has no metrics of heapgauge any more`,
      description: [
        'Prometheus {{ if eq $value 0.0 }}cannot scrape the target{{ else }}scrapes the target and finds nothing of',
        `heapgauge{{ end }}; it did within the last ${spelledDuration(CONFIG.lookbackSeconds)}.`,
        'First see whether the process runs, and whether it printed a line of heapgauge as it started.',
      ],
    }),
  },
];
