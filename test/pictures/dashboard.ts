import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A query of a panel, as far as it is read here. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly hide?: boolean;
}

/** A panel of schema 42; what the page reads of it besides is Grafana's own business. */
export interface Panel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  /** Those of a row that is folded. */
  readonly panels?: readonly Panel[];
  /** Name of a variable; not supported here. */
  readonly repeat?: string;
}

/** A variable of a dashboard. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  /** `hideVariable` is 2, `hideLabel` is 1. */
  readonly hide?: number;
  readonly query?: string | { readonly query?: string };
  readonly regex?: string;
  readonly includeAll?: boolean;
  readonly multi?: boolean;
  readonly allValue?: string | null;
  readonly current?: { readonly value?: string | readonly string[] };
}

/** What marks moments in all graphs. */
export interface Annotation {
  readonly name: string;
  readonly enable?: boolean;
  readonly iconColor: string;
  readonly expr?: string;
  readonly target?: { readonly expr?: string };
}

/** A dashboard's JSON, as far as it is read here. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly annotations?: { readonly list?: readonly Annotation[] };
  readonly templating?: { readonly list?: readonly Variable[] };
}

/** Every dashboard of a folder by its file's name without the ending. */
export function readDashboards(folder: string): ReadonlyMap<string, Dashboard> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.sort().map((name) => {
      const dashboard = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard;
      return [name.replace(/\.json$/, ''), dashboard];
    }),
  );
}
