import type { Attributes, HrTime } from '@opentelemetry/api';

/*
 * What a metric reader of OpenTelemetry collects, as far as it is published here. The types fit those of both
 * generations of the SDK and are declared here because this package depends on neither: an application without an SDK
 * is not to install one. The numbers are members of OpenTelemetry's enums.
 */

/** One value of a metric. */
export interface DataPoint<T> {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly value: T;
}

/** How the values of a distribution are spread. */
export interface HistogramValue {
  /** One count more than there are boundaries: the last is of what exceeds all. */
  readonly buckets: { boundaries: number[]; counts: number[] };
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

interface CommonMetricData {
  readonly descriptor: {
    readonly name: string;
    readonly description: string;
    readonly unit: string;
    /** `ValueType.DOUBLE` */
    readonly valueType: 1;
  };
  /** `AggregationTemporality.CUMULATIVE` */
  readonly aggregationTemporality: 1;
}

/** A metric of single values that may rise and fall. */
interface GaugeData extends CommonMetricData {
  /** `DataPointType.GAUGE` */
  readonly dataPointType: 2;
  readonly dataPoints: Array<DataPoint<number>>;
}

/** A metric whose values add up over their attributes. */
interface SumData extends CommonMetricData {
  /** `DataPointType.SUM` */
  readonly dataPointType: 3;
  readonly dataPoints: Array<DataPoint<number>>;
  readonly isMonotonic: boolean;
}

/** A metric of a distribution. */
export interface HistogramData extends CommonMetricData {
  /** `DataPointType.HISTOGRAM` */
  readonly dataPointType: 0;
  readonly dataPoints: Array<DataPoint<HistogramValue>>;
}

/** One metric with all its points. */
export type MetricData = GaugeData | SumData | HistogramData;

/** A resource without attributes: a metric reader takes that of its own provider. */
export interface EmptyResource {
  readonly attributes: Attributes;
  merge<R>(other: R | null): R | EmptyResource;
  getRawAttributes(): [];
}

/** What one collection brings. */
export interface CollectedMetrics {
  readonly resourceMetrics: {
    resource: EmptyResource;
    scopeMetrics: Array<{ scope: { readonly name: string; readonly version: string }; metrics: MetricData[] }>;
  };
  readonly errors: unknown[];
}
