import type { Series } from '../support/prometheus.js';

/** The plain JSON from which Grafana's `toDataFrame` makes a data frame. */
export interface Frame {
  readonly refId: string;
  readonly name?: string;
  readonly fields: readonly Field[];
}

/** A column of a frame. */
export interface Field {
  readonly name: string;
  readonly type: 'time' | 'number' | 'string';
  readonly values: ReadonlyArray<number | string | null>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly config?: { readonly displayNameFromDS?: string; readonly interval?: number };
}

/** The parts of a query that its frames depend on. */
export interface Asked {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly stepSeconds: number;
  /** True if the panel has other queries: a table then distinguishes their values by the names of the queries. */
  readonly hasSiblings: boolean;
}

/** Makes a frame of times and values for each series. */
export function timeSeriesFrames(series: readonly Series[], asked: Asked): readonly Frame[] {
  return series.map((one) => {
    const points = pointsOf(one);
    const name = legend(one.metric, asked);
    return {
      refId: asked.refId,
      name,
      fields: [
        {
          name: 'Time',
          type: 'time',
          values: points.map(([seconds]) => seconds * 1000),
          config: { interval: asked.stepSeconds * 1000 },
        },
        {
          name: 'Value',
          type: 'number',
          values: points.map(([, value]) => numberOf(value)),
          labels: withoutName(one.metric),
          config: { displayNameFromDS: name },
        },
      ],
    };
  });
}

/** Makes one frame of all series, with a column for each label. */
export function tableFrame(series: readonly Series[], asked: Asked): Frame {
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const rows = series.flatMap((one) => pointsOf(one).map((point) => ({ metric: one.metric, point })));
  return {
    refId: asked.refId,
    fields: [
      { name: 'Time', type: 'time', values: rows.map(({ point }) => point[0] * 1000) },
      ...labels.map((label) => ({
        name: label,
        type: 'string' as const,
        values: rows.map(({ metric }) => metric[label] ?? ''),
      })),
      {
        name: asked.hasSiblings ? `Value #${asked.refId}` : 'Value',
        type: 'number',
        values: rows.map(({ point }) => numberOf(point[1])),
      },
    ],
  };
}

/** The start and the end of a stretch of time, in milliseconds since 1970. */
export type Region = readonly [fromMs: number, toMs: number];

/** The stretches of time in which a series is there and not zero. An annotation is drawn over them. */
export function regions(series: readonly Series[], stepSeconds: number): readonly Region[] {
  return series.flatMap((one) => {
    const found: Array<[number, number]> = [];
    for (const [seconds, value] of pointsOf(one)) {
      if (numberOf(value) === null || Number(value) === 0) continue;
      const latest = found.at(-1);
      if (latest !== undefined && seconds * 1000 - latest[1] <= stepSeconds * 1000) latest[1] = seconds * 1000;
      else found.push([seconds * 1000, seconds * 1000]);
    }
    return found;
  });
}

/** The name of a series: its legend filled in, or else its name in Prometheus, or else the query. */
export function legend(metric: Readonly<Record<string, string>>, { legendFormat, expr }: Asked): string {
  if (legendFormat !== undefined && legendFormat !== '' && legendFormat !== '__auto') {
    return legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_match, label: string) => metric[label] ?? '');
  }
  const labels = Object.entries(withoutName(metric)).map(([name, value]) => `${name}="${value}"`);
  const name = metric['__name__'] ?? '';
  return labels.length > 0 ? `${name}{${labels.join(', ')}}` : name || expr;
}

function pointsOf({ value, values }: Series): ReadonlyArray<readonly [number, string]> {
  return values ?? (value === undefined ? [] : [value]);
}

/** JSON has neither infinity nor NaN. Both become null, which a graph draws as a gap. */
function numberOf(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function withoutName(metric: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metric).filter(([name]) => name !== '__name__'));
}
