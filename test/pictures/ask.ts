import type { Series } from '../support/prometheus.js';
import { ROOT } from '../support/run-node.js';
import type { Dashboard, Panel, Target, Variable } from './dashboard.js';
import { type Asked, type Frame, regions, tableFrame, timeSeriesFrames } from './frames.js';
import type { Recorded } from './record.js';
import { builtIns, parseLabelValues, substitute, substituteDeep, type Value } from './variables.js';

/** The time that Prometheus is queried over, and the time between scrapes. */
export interface Span extends Recorded {
  readonly scrapeSeconds: number;
}

/** The approximate number of points of a graph. */
const POINTS = 600;

/**
 * Returns everything that the page needs to draw a dashboard: its panels with variables filled in, and the answers to
 * their queries.
 */
export async function answerDashboard(dashboard: Dashboard, url: string, span: Span): Promise<object> {
  const rangeSeconds = span.toSeconds - span.fromSeconds;
  const stepSeconds = Math.max(span.scrapeSeconds, Math.ceil(rangeSeconds / POINTS));
  const values: Record<string, Value> = builtIns(rangeSeconds, stepSeconds, span.scrapeSeconds);
  const variables = dashboard.templating?.list ?? [];
  for (const variable of variables) values[variable.name] = await valueOf(variable, values, url, span);
  const annotations = (dashboard.annotations?.list ?? []).filter(
    ({ enable, expr, target }) => enable && (target?.expr ?? expr),
  );
  const panels = dashboard.panels.flatMap((panel) =>
    panel.type === 'row' ? [panel, ...(panel.panels ?? [])] : [panel],
  );
  return {
    title: dashboard.title,
    fromMs: span.fromSeconds * 1000,
    toMs: span.toSeconds * 1000,
    variables: variables
      .filter(({ hide, type }) => hide !== 2 && type !== 'datasource')
      .map((variable) => ({
        label: variable.label ?? variable.name,
        value: isAll(variable) ? 'All' : [values[variable.name] ?? []].flat().join(', '),
      })),
    annotations: await Promise.all(
      annotations.map(async ({ name, iconColor, expr, target }) => {
        const asked = { refId: name, expr: substitute(target?.expr ?? expr ?? '', values) };
        const series = await answerTarget(asked, url, span, stepSeconds);
        return { name, color: iconColor, regions: regions(series, stepSeconds) };
      }),
    ),
    panels: await Promise.all(
      panels.map(async (panel) => {
        const filled = substituteDeep(panel, values);
        return { ...filled, ...(await answerPanel(filled, url, span, stepSeconds)) };
      }),
    ),
  };
}

async function answerPanel(
  panel: Panel,
  url: string,
  span: Span,
  stepSeconds: number,
): Promise<{ readonly frames: readonly Frame[]; readonly notes: readonly string[] }> {
  const targets = (panel.targets ?? []).filter(({ hide }) => hide !== true);
  const notes = panel.repeat === undefined ? [] : [`not repeated by ${panel.repeat}`];
  const frames = await Promise.all(
    targets.map(async (target) => {
      const series = await answerTarget(target, url, span, stepSeconds);
      const asked: Asked = { ...target, stepSeconds, hasSiblings: targets.length > 1 };
      return target.format === 'table' ? [tableFrame(series, asked)] : timeSeriesFrames(series, asked);
    }),
  );
  return { frames: frames.flat(), notes };
}

function answerTarget(target: Target, url: string, span: Span, stepSeconds: number): Promise<readonly Series[]> {
  const { fromSeconds, toSeconds } = span;
  if (target.instant === true && target.range !== true) {
    return ask(url, 'query', { query: target.expr, time: String(toSeconds) });
  }
  const [start, end] = [fromSeconds, toSeconds].map((seconds) => Math.floor(seconds / stepSeconds) * stepSeconds);
  return ask(url, 'query_range', {
    query: target.expr,
    start: String(start),
    end: String(end),
    step: String(stepSeconds),
  });
}

async function ask(url: string, path: string, parameters: Record<string, string>): Promise<readonly Series[]> {
  const { result } = await answerOf<{ readonly result: readonly Series[] }>(url, path, parameters);
  return result;
}

async function answerOf<T>(url: string, path: string, parameters: Record<string, string>): Promise<T> {
  const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
  // The pictures must not show where the repository lies on this machine.
  const body = JSON.parse((await answer.text()).replaceAll(ROOT, '/app/')) as {
    readonly status: string;
    readonly error?: string;
    readonly data: T;
  };
  if (body.status !== 'success') throw new Error(`${body.error ?? body.status}: ${parameters['query'] ?? path}`);
  return body.data;
}

/** The value of a variable as Grafana chooses it: what the dashboard sets, or else the first value in the data. */
async function valueOf(
  variable: Variable,
  values: Readonly<Record<string, Value>>,
  url: string,
  span: Span,
): Promise<Value> {
  const { type, name, current, multi, allValue } = variable;
  const query = typeof variable.query === 'string' ? variable.query : (variable.query?.query ?? '');
  const set = current?.value;
  if (type === 'datasource') return 'prometheus';
  if (type !== 'query') return (Array.isArray(set) ? set : (set as string | undefined)) ?? query.split(',')[0] ?? '';
  const parsed = parseLabelValues(substitute(query, values));
  if (parsed === undefined) throw new Error(`variable ${name}: only label_values() is understood, not ${query}`);
  const known = await answerOf<readonly string[]>(url, `label/${parsed.label}/values`, {
    start: String(span.fromSeconds),
    end: String(span.toSeconds),
    ...(parsed.match !== undefined && { 'match[]': parsed.match }),
  });
  const pattern = new RegExp((variable.regex ?? '').replace(/^\/|\/$/g, ''));
  const options = known.filter((value) => pattern.test(value));
  if (isAll(variable)) return allValue ?? options;
  const wanted = [set ?? []].flat();
  const chosen = options.filter((value) => wanted.includes(value));
  const result = chosen.length > 0 ? chosen : options.slice(0, 1);
  return multi === true ? result : (result[0] ?? '');
}

function isAll({ includeAll, current }: Variable): boolean {
  const wanted = [current?.value ?? []].flat();
  return includeAll === true && (wanted.length === 0 || wanted.includes('$__all'));
}
