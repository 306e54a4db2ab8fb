import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

/** The data source that is chosen above the dashboard. */
export const DATA_SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** A query of a panel: an expression, and how its series are named. */
export interface Line {
  readonly expr: string;
  /** A template of Grafana's for the name of a series, such as `{{site}}`. */
  readonly legend: string;
}

/** The name that Grafana gives to the query at an index: `A`, `B`, … */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** A query over the shown time. */
export function rangeQuery({ expr, legend }: Line, index: number): Builder<Dataquery> {
  return query(expr, index).range().legendFormat(legend);
}

/** A query at the end of the shown time. */
export function instantQuery({ expr, legend }: Line, index: number): Builder<Dataquery> {
  return query(expr, index).instant().legendFormat(legend);
}

/** A query at the end of the shown time that gives a table with a row for each series. */
export function tableQuery(expr: string, index: number): Builder<Dataquery> {
  return query(expr, index).instant().format(PromQueryFormat.Table);
}

function query(expr: string, index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATA_SOURCE).refId(refId(index)).expr(expr);
}
