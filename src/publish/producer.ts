import type { HrTime, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type {
  AggregationTemporality,
  CollectionResult,
  DataPoint,
  DataPointType,
  HistogramMetricData,
  MetricData,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Report } from '../report/report.js';
import { VERSION } from '../values/version.js';
import { SCOPE } from './names.js';
import { SAMPLER_PAUSE, type Series, SERIES } from './series.js';

// Members of OpenTelemetry's enums, as numbers that the compiler checks: an application's thread loads this file, and
// is not to load a second SDK, or one it does not use, for five constants.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- a wrong number does not compile */
const CUMULATIVE: AggregationTemporality.CUMULATIVE = 1;
const DOUBLE: ValueType.DOUBLE = 1;
const HISTOGRAM: DataPointType.HISTOGRAM = 0;
const GAUGE: DataPointType.GAUGE = 2;
const SUM: DataPointType.SUM = 3;
/* eslint-enable */

/**
 * Hands the latest report to a metric reader as it is: a site that is gone from the report is gone from the
 * metrics, which asynchronous instruments cannot do.
 */
export class ReportMetricProducer implements MetricProducer {
  readonly #resource: Resource;
  readonly #startTime: HrTime = hrTime(new Date());
  readonly #pause = {
    counts: new Array<number>(SAMPLER_PAUSE.boundaries.length + 1).fill(0),
    count: 0,
    sum: 0,
    min: Infinity,
    max: -Infinity,
  };
  #report: Report | undefined;

  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** Takes the next report. The pause of its read goes into the histogram once, however often it is published. */
  publish(report: Report): void {
    if (report.sampler.reads > (this.#report?.sampler.reads ?? 0)) this.#recordPause(SAMPLER_PAUSE.value(report));
    this.#report = report;
  }

  collect(): Promise<CollectionResult> {
    const report = this.#report;
    const metrics = report === undefined ? [] : this.#metrics(report);
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: SCOPE, version: VERSION }, metrics }];
    return Promise.resolve({ resourceMetrics: { resource: this.#resource, scopeMetrics }, errors: [] });
  }

  #metrics(report: Report): MetricData[] {
    const endTime = hrTime(new Date(report.time));
    const metrics: MetricData[] = [];
    for (const series of SERIES) {
      const dataPoints = series
        .points(report)
        .map(({ value, attributes }) => ({ startTime: this.#startTime, endTime, attributes, value }));
      if (dataPoints.length > 0) metrics.push(metricData(series, dataPoints));
    }
    if (this.#pause.count > 0) metrics.push(this.#pauseData(endTime));
    return metrics;
  }

  #recordPause(seconds: number): void {
    const bucket = SAMPLER_PAUSE.boundaries.findIndex((boundary) => seconds <= boundary);
    const index = bucket === -1 ? SAMPLER_PAUSE.boundaries.length : bucket;
    this.#pause.counts[index] = (this.#pause.counts[index] ?? 0) + 1;
    this.#pause.count += 1;
    this.#pause.sum += seconds;
    this.#pause.min = Math.min(this.#pause.min, seconds);
    this.#pause.max = Math.max(this.#pause.max, seconds);
  }

  #pauseData(endTime: HrTime): HistogramMetricData {
    const { counts, ...summary } = this.#pause;
    const value = { buckets: { boundaries: [...SAMPLER_PAUSE.boundaries], counts: [...counts] }, ...summary };
    return {
      descriptor: descriptor(SAMPLER_PAUSE),
      aggregationTemporality: CUMULATIVE,
      dataPointType: HISTOGRAM,
      dataPoints: [{ startTime: this.#startTime, endTime, attributes: {}, value }],
    };
  }
}

function metricData(series: Series, dataPoints: Array<DataPoint<number>>): MetricData {
  const common = {
    descriptor: descriptor(series),
    aggregationTemporality: CUMULATIVE,
    dataPoints,
  };
  if (series.kind === 'gauge') return { ...common, dataPointType: GAUGE };
  return { ...common, dataPointType: SUM, isMonotonic: series.kind === 'counter' };
}

function descriptor({
  name,
  description,
  unit,
}: Pick<Series, 'name' | 'description' | 'unit'>): MetricData['descriptor'] {
  return { name, description, unit, valueType: DOUBLE };
}

function hrTime(date: Date): HrTime {
  const milliseconds = date.getTime();
  return [Math.trunc(milliseconds / 1000), (milliseconds % 1000) * 1e6];
}
