import type { ProtobufAttribute, ProtobufHistogramPoint, ProtobufMetric, ProtobufPoint } from './public-otlp.js';

/** What Prometheus knows after reading a page: types by metric, values by series. */
export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  /** The values by series: `name{a="1",b="2"}` with the labels in order. */
  readonly values: ReadonlyMap<string, number>;
}

/** The words that Prometheus appends for the units in use here; it appends none for a unit in braces. */
const UNIT_WORDS: Readonly<Record<string, string>> = { By: 'bytes', s: 'seconds' };

/** Reads a page in Prometheus' text format; metrics whose name does not begin with the prefix are left out. */
export function readPage(page: string, prefix: string): Exposition {
  const types = new Map<string, string>();
  const values = new Map<string, number>();
  for (const line of page.split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (typed.startsWith(prefix)) types.set(typed, type);
    const [, name = '', labels = '', value = ''] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!name.startsWith(prefix)) continue;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(
      ([, key = '', text = '']) => [key, text] as const,
    );
    values.set(seriesKey(name, pairs), Number(value));
  }
  return { types, values };
}

/** Converts OTLP as a collector does for Prometheus, by the rules of OpenTelemetry's specification. */
export function exposed(metrics: readonly ProtobufMetric[]): Exposition {
  const types = new Map<string, string>();
  const values = new Map<string, number>();
  for (const metric of metrics) {
    const { gauge, sum, histogram } = metric;
    const points = (gauge ?? sum)?.dataPoints ?? [];
    if (points.length + (histogram?.dataPoints.length ?? 0) === 0) continue;
    const name = prometheusName(metric);
    types.set(name, histogram !== undefined ? 'histogram' : sum?.isMonotonic === true ? 'counter' : 'gauge');
    for (const point of points) values.set(seriesKey(name, labelsOf(point.attributes)), valueOf(point));
    for (const point of histogram?.dataPoints ?? []) addHistogram(values, name, point);
  }
  return { types, values };
}

/** Converts a name: other characters become `_`; the unit's word and `_total` are appended where they are missing. */
function prometheusName({ name, unit = '', gauge, sum }: ProtobufMetric): string {
  const words = name.split(/\W|_/).filter((word) => word !== '');
  const unitWord = UNIT_WORDS[unit];
  const isBraced = unit === '' || /^\{.*\}$/.test(unit);
  if (unitWord === undefined && !isBraced && unit !== '1') throw new Error(`${name}: no word for the unit ${unit}`);
  if (unitWord !== undefined && !words.includes(unitWord)) words.push(unitWord);
  if (unit === '1' && gauge !== undefined && !words.includes('ratio')) words.push('ratio');
  const isCounter = sum?.isMonotonic === true;
  return [...words.filter((word) => !isCounter || word !== 'total'), ...(isCounter ? ['total'] : [])].join('_');
}

function addHistogram(values: Map<string, number>, name: string, point: ProtobufHistogramPoint): void {
  const labels = labelsOf(point.attributes);
  let below = 0;
  point.bucketCounts.forEach((count, n) => {
    below += Number(count);
    const bound = String(point.explicitBounds[n] ?? '+Inf');
    values.set(seriesKey(`${name}_bucket`, [...labels, ['le', bound]]), below);
  });
  values.set(seriesKey(`${name}_count`, labels), Number(point.count));
  values.set(seriesKey(`${name}_sum`, labels), point.sum);
}

function labelsOf(attributes: readonly ProtobufAttribute[] = []): Array<readonly [string, string]> {
  return attributes.map(
    ({ key, value }) => [key.replaceAll(/\W/g, '_'), escaped(String(Object.values(value)[0]))] as const,
  );
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function valueOf({ asDouble, asInt }: ProtobufPoint): number {
  return Number(asDouble ?? asInt);
}

function seriesKey(name: string, labels: ReadonlyArray<readonly [string, string]>): string {
  const texts = labels.map(([key, value]) => `${key}="${value}"`).sort();
  return texts.length === 0 ? name : `${name}{${texts.join(',')}}`;
}
