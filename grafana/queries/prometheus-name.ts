import type { METRIC } from '../../src/publish/names.js';
import { SERIES } from '../../src/publish/series.js';

/** The name of a published metric in OpenTelemetry, such as `heapgauge.heap.used_bytes`. */
export type MetricName = (typeof METRIC)[keyof typeof METRIC];

const COUNTERS: ReadonlySet<string> = new Set(SERIES.filter(({ kind }) => kind === 'counter').map(({ name }) => name));

/**
 * The name of a metric in Prometheus, which is the same from heapgauge's page and through OTLP: both replace dots by
 * underscores and append `_total` to counters, and the names contain the units already.
 */
export function prometheusName(name: MetricName): string {
  const underscored = name.replaceAll('.', '_');
  return COUNTERS.has(name) ? `${underscored}_total` : underscored;
}

/** The name of the series that counts the values of a histogram. */
export function histogramCountName(name: MetricName): string {
  return `${prometheusName(name)}_count`;
}

/** The name of the series that sums the values of a histogram. */
export function histogramSumName(name: MetricName): string {
  return `${prometheusName(name)}_sum`;
}

/** The name of the series that count the values of a histogram up to a bound. */
export function histogramBucketName(name: MetricName): string {
  return `${prometheusName(name)}_bucket`;
}
