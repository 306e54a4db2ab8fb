import type { Attributes } from '@opentelemetry/api';
import { type CollectionResult, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';

/** One metric of numbers, as a metric reader receives it. */
export interface PublishedMetric {
  readonly name: string;
  readonly unit: string;
  readonly type: 'gauge' | 'sum' | 'monotonic sum';
  readonly points: ReadonlyArray<readonly [attributes: Attributes, value: number]>;
}

/** One histogram without attributes, as a metric reader receives it. */
export interface PublishedHistogram {
  readonly name: string;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  /** The number of values by the upper boundary of their bucket; empty buckets are left out. */
  readonly buckets: Readonly<Record<string, number>>;
}

/** Lists the metrics of numbers in a collection. */
export function publishedMetrics(collected: CollectionResult): PublishedMetric[] {
  return metricsOf(collected).flatMap((metric) => {
    if (metric.dataPointType !== DataPointType.GAUGE && metric.dataPointType !== DataPointType.SUM) return [];
    const isMonotonic = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
    return {
      name: metric.descriptor.name,
      unit: metric.descriptor.unit,
      type: metric.dataPointType === DataPointType.GAUGE ? 'gauge' : isMonotonic ? 'monotonic sum' : 'sum',
      points: metric.dataPoints.map(({ attributes, value }) => [attributes, value] as const),
    };
  });
}

/** Lists the histograms in a collection. */
export function publishedHistograms(collected: CollectionResult): PublishedHistogram[] {
  return metricsOf(collected).flatMap((metric) => {
    if (metric.dataPointType !== DataPointType.HISTOGRAM) return [];
    const { name, unit } = metric.descriptor;
    return metric.dataPoints.map(({ value: { count, sum, buckets } }) => ({
      name,
      unit,
      count,
      sum: sum ?? NaN,
      buckets: Object.fromEntries(
        buckets.counts
          .map((samples, n) => [String(buckets.boundaries[n] ?? Infinity), samples] as const)
          .filter(([, samples]) => samples > 0),
      ),
    }));
  });
}

/** Maps the names of sites to their values of one metric. */
export function valuesBySite(collected: CollectionResult, name: string): Map<string, number> {
  const points = publishedMetrics(collected).find((metric) => metric.name === name)?.points ?? [];
  return new Map(points.map(([attributes, value]) => [String(attributes['site']), value]));
}

function metricsOf({ resourceMetrics, errors }: CollectionResult): MetricData[] {
  if (errors.length > 0) throw new AggregateError(errors);
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}
