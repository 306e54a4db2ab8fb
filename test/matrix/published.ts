import type { Attributes } from '@opentelemetry/api';
import { DataPointType } from '@opentelemetry/sdk-metrics';
import { SAMPLER_PAUSE, SERIES } from '../../src/publish/series.js';
import type { Report } from '../../src/report/report.js';
import type { ReceivedMetric } from '../support/otlp-receiver.js';
import { sampleReport, sampleSuspect } from '../support/sample-report.js';

/** What every point of a metric has in common. */
export interface Shape {
  readonly unit: string;
  readonly kind: ReceivedMetric['kind'];
  /** Every key that a point of the metric may have, in order. */
  readonly attributes: readonly string[];
}

/** A metric as the program `in-memory.js` prints it. */
export interface CollectedMetric {
  readonly scope: string;
  readonly name: string;
  readonly unit: string;
  readonly dataPointType: DataPointType;
  readonly isMonotonic: boolean;
  readonly points: ReadonlyArray<readonly [Attributes, number]>;
}

/** Metrics by name, for a comparison in which order means nothing. */
export type ByName<T> = Readonly<Record<string, T>>;

/** Every metric that the example publishes: its leak is in a function that only Node.js calls. */
export function allShapes(): ByName<Shape> {
  // The suspect belongs to no package.
  const report = sampleReport({ suspects: [sampleSuspect({ package: null, tracebacks: [], tracebackShares: [] })] });
  const published = SERIES.filter(({ points }) => points(report).length > 0);
  const numbers = published.map(({ name, unit, kind, points }) => {
    const attributes = keysOf(points(report).map((point) => point.attributes));
    return [name, { unit, kind, attributes }] as const;
  });
  const pause: Shape = { unit: SAMPLER_PAUSE.unit, kind: 'histogram', attributes: [] };
  return { ...Object.fromEntries<Shape>(numbers), [SAMPLER_PAUSE.name]: pause };
}

/** The shapes of what was received over a while. */
export function shapesOf(exports: ReadonlyArray<readonly ReceivedMetric[]>): ByName<Shape> {
  const names = new Set(exports.flatMap((metrics) => metrics.filter(hasPoints).map(({ name }) => name)));
  return Object.fromEntries(
    [...names].map((name) => {
      const same = exports.flatMap((metrics) => metrics.filter((metric) => metric.name === name));
      const { unit = '', kind = 'gauge' } = same[0] ?? {};
      const attributes = keysOf(same.flatMap(({ points }) => points.map(([one]) => one)));
      return [name, { unit, kind, attributes }];
    }),
  );
}

/** What a report is to be published as, the histogram left out. */
export function numbersIn(report: Report): ByName<Omit<ReceivedMetric, 'name' | 'scope'>> {
  return Object.fromEntries(
    SERIES.map(({ name, unit, kind, points }) => {
      const values = points(report).map(({ attributes, value }) => [attributes, value] as const);
      return [name, { unit, kind, points: values }] as const;
    }).filter(([, { points }]) => points.length > 0),
  );
}

/** What was collected in memory, the histogram left out. */
export function numbersOf(collected: readonly CollectedMetric[]): ByName<Omit<ReceivedMetric, 'name' | 'scope'>> {
  const numbers = collected.filter((one) => one.dataPointType !== DataPointType.HISTOGRAM && hasPoints(one));
  return Object.fromEntries(
    numbers.map(({ name, unit, dataPointType, isMonotonic, points }) => {
      const kind = dataPointType === DataPointType.GAUGE ? 'gauge' : isMonotonic ? 'counter' : 'up-down counter';
      return [name, { unit, kind, points }];
    }),
  );
}

/** The sum over the points of one metric. */
export function totalOf(name: string, metrics: readonly ReceivedMetric[]): number {
  const points = metrics.find((metric) => metric.name === name)?.points ?? [];
  return points.reduce((sum, [, value]) => sum + value, 0);
}

function hasPoints({ points }: { readonly points: readonly unknown[] }): boolean {
  return points.length > 0;
}

function keysOf(attributes: readonly Attributes[]): string[] {
  return [...new Set(attributes.flatMap((one) => Object.keys(one)))].sort();
}
