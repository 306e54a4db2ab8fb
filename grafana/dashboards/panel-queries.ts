import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

/** The data source that is chosen above. */
export const DATA_SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** An expression and what its series are called. */
export interface Line {
  readonly expr: string;
  /** Grafana's template, such as `{{site}}`. */
  readonly legend: string;
}

/** `A`, `B`, … as Grafana names queries. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Over the shown time. */
export function rangeQuery({ expr, legend }: Line, index: number): Builder<Dataquery> {
  return query(expr, index).range().legendFormat(legend);
}

/** At its end. */
export function instantQuery({ expr, legend }: Line, index: number): Builder<Dataquery> {
  return query(expr, index).instant().legendFormat(legend);
}

/** At its end, a row for each series. */
export function tableQuery(expr: string, index: number): Builder<Dataquery> {
  return query(expr, index).instant().format(PromQueryFormat.Table);
}

function query(expr: string, index: number): DataqueryBuilder {
  return new DataqueryBuilder().datasource(DATA_SOURCE).refId(refId(index)).expr(expr);
}
