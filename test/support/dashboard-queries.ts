import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-node.js';

/** The members of a dashboard's JSON that tests read. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: { readonly list: readonly AnnotationJson[] };
  readonly links: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: DataSourceJson;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetJson[];
  readonly options?: unknown;
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly thresholds?: { readonly steps: ReadonlyArray<{ readonly color: string }> };
      readonly custom?: unknown;
    };
    readonly overrides: ReadonlyArray<{
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: ReadonlyArray<{ readonly id: string; readonly value: unknown }>;
    }>;
  };
}

export interface DataSourceJson {
  readonly type: string;
  readonly uid: string;
}

export interface TargetJson {
  readonly refId: string;
  readonly expr: string;
  readonly instant: boolean;
  readonly datasource: DataSourceJson;
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly query: string | { readonly query: string };
  readonly datasource?: DataSourceJson;
  readonly multi: boolean;
  readonly includeAll: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
}

export interface AnnotationJson {
  readonly name: string;
  readonly datasource: DataSourceJson;
  readonly target: { readonly expr: string };
}

/** What is chosen above the dashboards, as regular expressions, the shown time, and the time between scrapes. */
export interface Choice {
  readonly job: string;
  readonly instance: string;
  readonly package: string;
  readonly site: string;
  readonly rangeSeconds: number;
  readonly scrapeSeconds: number;
}

/** One query of a dashboard to Prometheus, with its variables filled in. */
export interface DashboardQuery {
  readonly dashboard: string;
  /** The title of the panel, or the name of the variable or annotation. */
  readonly of: string;
  readonly refId: string;
  readonly kind: 'instant' | 'range' | 'label values';
  /** The expression, or, for label values, the selector of the series that have the label. */
  readonly expr: string;
  /** The label whose values are asked for. */
  readonly label?: string;
  readonly stepSeconds: number;
  /** True where the answer may be empty although there are data. */
  readonly mayBeEmpty: boolean;
}

/** The number of points that the dashboards ask for in a chart. */
const CHART_POINTS = 300;

/** Queries that may have no answer: there need be no limit in sight, budget, restart or failure. */
const MAY_BE_EMPTY: readonly RegExp[] = [
  /^Restarts$/,
  /^Deployments$/,
  /^Zooms$/,
  /^(Time to limit|First limit reached)$/,
  /^Processes that are not read$/,
  // Only budgets on a size have these.
  /^All budgets (C|D)$/,
  // It is empty without a limit in sight; the other columns of the table always have values.
  /^Processes closest to their limit B$/,
];

/** Queries that have no answer while nothing leaks. */
const OF_LEAKS: readonly RegExp[] = [
  /^(Where|Since|Suspects|Alerts|Worst leak|First reported)$/,
  /^(Leaking sites|Leaking processes and their sites|Functions that allocate what leaks)$/,
  /^Sites that have grown most in the shown time C$/,
];

/** Reads all generated dashboards as they are committed. */
export function committedDashboards(): readonly DashboardJson[] {
  const folder = join(ROOT, 'grafana/generated/dashboards');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DashboardJson);
}

/** Lists the queries of all panels, variables and annotations of a dashboard. */
export function dashboardQueries(
  dashboard: DashboardJson,
  choice: Choice,
  { leaks }: { leaks: boolean },
): readonly DashboardQuery[] {
  const stepSeconds = Math.max(choice.scrapeSeconds, Math.ceil(choice.rangeSeconds / CHART_POINTS));
  const fill = (expr: string): string => filled(expr, choice, stepSeconds);
  const query = (of: string, refId: string, rest: Pick<DashboardQuery, 'kind' | 'expr' | 'label'>): DashboardQuery => {
    const isIn = (list: readonly RegExp[]): boolean =>
      list.some((name) => name.test(of) || name.test(`${of} ${refId}`));
    const mayBeEmpty = isIn(MAY_BE_EMPTY) || (!leaks && isIn(OF_LEAKS));
    return { dashboard: dashboard.uid, of, refId, ...rest, stepSeconds, mayBeEmpty };
  };
  return [
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, expr, instant }) =>
        query(title, refId, { kind: instant ? 'instant' : 'range', expr: fill(expr) }),
      ),
    ),
    ...dashboard.annotations.list.map(({ name, target }) =>
      query(name, '', { kind: 'range', expr: fill(target.expr) }),
    ),
    ...dashboard.templating.list.flatMap((variable) => {
      if (typeof variable.query === 'string') return [];
      const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(variable.query.query) ?? [];
      return query(variable.name, '', { kind: 'label values', expr: fill(series), label });
    }),
  ];
}

/** Replaces the variables of an expression as Grafana does. */
function filled(expr: string, choice: Choice, stepSeconds: number): string {
  const { scrapeSeconds, rangeSeconds } = choice;
  const values: Readonly<Record<string, string>> = {
    __rate_interval: `${Math.max(stepSeconds + scrapeSeconds, 4 * scrapeSeconds)}s`,
    __interval: `${stepSeconds}s`,
    __range: `${rangeSeconds}s`,
    job: choice.job,
    instance: choice.instance,
    package: choice.package,
    site: choice.site,
  };
  // `$1` is no variable: Grafana leaves it to `label_replace`.
  return expr.replaceAll(/\$([a-z_]\w*)/gi, (_, name: string) => {
    const value = values[name];
    assert.ok(value !== undefined, `there is no value for $${name} in ${expr}`);
    return value;
  });
}
