import type { DashboardQuery } from './dashboard-queries.js';
import type { Prometheus, Series } from './prometheus.js';

/** An answer to a dashboard's question. */
export interface Answer {
  readonly query: DashboardQuery;
  /** Series, or values of a label. */
  readonly count: number;
  readonly series: readonly Series[];
}

/** Asks Prometheus as Grafana does; throws what Prometheus says of a query that it does not understand. */
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

/** The answer to a query of a panel. */
export function answerOf(answers: readonly Answer[], dashboard: string, of: string, refId = 'A'): Answer {
  const found = answers.find(({ query }) => query.dashboard === dashboard && query.of === of && query.refId === refId);
  if (found === undefined) throw new Error(`no panel ${dashboard}: ${of} ${refId}`);
  return found;
}

/** Value of the first series, at the end. */
export function lastOf({ series: [first] }: Answer): number {
  return Number((first?.value ?? first?.values?.at(-1))?.[1]);
}

/** Where a query stands. */
export function nameOf({ dashboard, of, refId }: DashboardQuery): string {
  return `${dashboard}: ${of} ${refId}`.trim();
}
