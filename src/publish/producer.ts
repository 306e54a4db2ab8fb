import type { HrTime } from '@opentelemetry/api';
import type { Report } from '../report/report.js';
import { VERSION } from '../values/version.js';
import type { CollectedMetrics, DataPoint, EmptyResource, HistogramData, MetricData } from './metric-data.js';
import { SCOPE } from './names.js';
import { SAMPLER_PAUSE, type Series, SERIES } from './series.js';

const NO_RESOURCE: EmptyResource = {
  attributes: {},
  merge: (other) => other ?? NO_RESOURCE,
  getRawAttributes: () => [],
};

/**
 * Hands the latest report to a metric reader as it is: a site that is gone from the report is gone from the
 * metrics, which asynchronous instruments cannot do.
 */
export class ReportMetricProducer {
  readonly #startTime: HrTime = hrTime(new Date());
  readonly #pause = {
    counts: new Array<number>(SAMPLER_PAUSE.boundaries.length + 1).fill(0),
    count: 0,
    sum: 0,
    min: Infinity,
    max: -Infinity,
  };
  #report: Report | undefined;

  /** Takes the next report. The pause of its read goes into the histogram once, however often it is published. */
  publish(report: Report): void {
    if (report.sampler.reads > (this.#report?.sampler.reads ?? 0)) this.#recordPause(SAMPLER_PAUSE.value(report));
    this.#report = report;
  }

  /** Gives everything as a metric reader takes it. */
  collect(): Promise<CollectedMetrics> {
    const metrics = this.metrics();
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: SCOPE, version: VERSION }, metrics }];
    return Promise.resolve({ resourceMetrics: { resource: NO_RESOURCE, scopeMetrics }, errors: [] });
  }

  /** Lists the metrics of the latest report; there are none before the first. */
  metrics(): MetricData[] {
    const report = this.#report;
    if (report === undefined) return [];
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

  #pauseData(endTime: HrTime): HistogramData {
    const { counts, ...summary } = this.#pause;
    const value = { buckets: { boundaries: [...SAMPLER_PAUSE.boundaries], counts: [...counts] }, ...summary };
    return {
      descriptor: descriptor(SAMPLER_PAUSE),
      aggregationTemporality: 1,
      dataPointType: 0,
      dataPoints: [{ startTime: this.#startTime, endTime, attributes: {}, value }],
    };
  }
}

function metricData(series: Series, dataPoints: Array<DataPoint<number>>): MetricData {
  const common = { descriptor: descriptor(series), aggregationTemporality: 1, dataPoints } as const;
  if (series.kind === 'gauge') return { ...common, dataPointType: 2 };
  return { ...common, dataPointType: 3, isMonotonic: series.kind === 'counter' };
}

function descriptor({
  name,
  description,
  unit,
}: Pick<Series, 'name' | 'description' | 'unit'>): MetricData['descriptor'] {
  return { name, description, unit, valueType: 1 };
}

function hrTime(date: Date): HrTime {
  const milliseconds = date.getTime();
  return [Math.trunc(milliseconds / 1000), (milliseconds % 1000) * 1e6];
}
