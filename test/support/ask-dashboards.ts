import type { DashboardQuery } from './dashboard-queries.js';
import type { Prometheus, Series } from './prometheus.js';

/** The answer of Prometheus to a query of a dashboard. */
export interface Answer {
  readonly query: DashboardQuery;
  /** The number of series, or of values of a label. */
  readonly count: number;
  readonly series: readonly Series[];
}

/** Sends a query to Prometheus as Grafana does. Throws Prometheus's error if the query fails. */
export async function ask(
  prometheus: Prometheus,
  query: DashboardQuery,
  { rangeSeconds, endSeconds }: { rangeSeconds: number; endSeconds: number },
): Promise<Answer> {
  const { kind, expr, stepSeconds, label = '' } = query;
  try {
    if (kind === 'label values') {
      const values = await prometheus.labelValues(label, expr, rangeSeconds, endSeconds);
      return { query, count: values.length, series: [] };
    }
    const series =
      kind === 'instant'
        ? await prometheus.query(expr, endSeconds)
        : await prometheus.queryRange(expr, rangeSeconds, { endSeconds, stepSeconds });
    return { query, count: series.length, series };
  } catch (error) {
    throw new Error(`${nameOf(query)}: ${expr}`, { cause: error });
  }
}

/** Finds the answer to a query of a panel. */
export function answerOf(answers: readonly Answer[], dashboard: string, of: string, refId = 'A'): Answer {
  const found = answers.find(({ query }) => query.dashboard === dashboard && query.of === of && query.refId === refId);
  if (found === undefined) throw new Error(`no panel ${dashboard}: ${of} ${refId}`);
  return found;
}

/** The last value of the first series of an answer. */
export function lastOf({ series: [first] }: Answer): number {
  return Number((first?.value ?? first?.values?.at(-1))?.[1]);
}

/** The name of a query: its dashboard, its panel and its letter. */
export function nameOf({ dashboard, of, refId }: DashboardQuery): string {
  return `${dashboard}: ${of} ${refId}`.trim();
}
