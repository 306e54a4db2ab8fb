import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The members of a panel's query that are read here. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
  readonly format?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly hide?: boolean;
}

/** The members of a panel of schema 42 that are read here. The page passes the others on to Grafana's components. */
export interface Panel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  /** The panels of a row that is folded. */
  readonly panels?: readonly Panel[];
  /** The name of the variable that the panel is repeated by. It is not supported here. */
  readonly repeat?: string;
}

/** A variable of a dashboard. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  /** 2 hides the variable, 1 its label. */
  readonly hide?: number;
  readonly query?: string | { readonly query?: string };
  readonly regex?: string;
  readonly includeAll?: boolean;
  readonly multi?: boolean;
  readonly allValue?: string | null;
  readonly current?: { readonly value?: string | readonly string[] };
}

/** An annotation, which is drawn over all graphs. */
export interface Annotation {
  readonly name: string;
  readonly enable?: boolean;
  readonly iconColor: string;
  readonly expr?: string;
  readonly target?: { readonly expr?: string };
}

/** The members of a dashboard's JSON that are read here. */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly annotations?: { readonly list?: readonly Annotation[] };
  readonly templating?: { readonly list?: readonly Variable[] };
}

/** Reads every dashboard of a folder. The keys are the names of the files without their extension. */
export function readDashboards(folder: string): ReadonlyMap<string, Dashboard> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.sort().map((name) => {
      const dashboard = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard;
      return [name.replace(/\.json$/, ''), dashboard];
    }),
  );
}
