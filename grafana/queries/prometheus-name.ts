import type { METRIC } from '../../src/publish/names.js';
import { SERIES } from '../../src/publish/series.js';

/** Name of a metric as OpenTelemetry has it. */
export type MetricName = (typeof METRIC)[keyof typeof METRIC];

const COUNTERS: ReadonlySet<string> = new Set(SERIES.filter(({ kind }) => kind === 'counter').map(({ name }) => name));

/**
 * Name of a metric in Prometheus, the same from our own page and through OTLP: both make dots underscores and append
 * `_total` to counters, and units stand in the names already.
 */
export function prometheusName(name: MetricName): string {
  const underscored = name.replaceAll('.', '_');
  return COUNTERS.has(name) ? `${underscored}_total` : underscored;
}

/** Name of the series that counts a histogram's values. */
export function histogramCountName(name: MetricName): string {
  return `${prometheusName(name)}_count`;
}

/** Name of the series that adds a histogram's values up. */
export function histogramSumName(name: MetricName): string {
  return `${prometheusName(name)}_sum`;
}

/** Name of the series that count a histogram's values up to a bound. */
export function histogramBucketName(name: MetricName): string {
  return `${prometheusName(name)}_bucket`;
}
