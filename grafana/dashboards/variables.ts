import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { METRIC } from '../../src/publish/names.js';
import { chosen } from '../queries/dashboard-selectors.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { select } from '../queries/promql.js';
import { RECORDED } from '../queries/recorded-names.js';
import { DATA_SOURCE } from './panel-queries.js';

/** The variables that are chosen above a dashboard; what each of them offers depends on those before it. */
export function variables({
  oneInstance,
  sites,
}: {
  oneInstance: boolean;
  sites: boolean;
}): ReadonlyArray<Builder<VariableModel>> {
  const process = prometheusName(METRIC.heapLimit);
  // A fleet's sites come from the recorded series: 10,000 processes with 50 sites each are too many series to search.
  const site = oneInstance
    ? (...matchers: string[]): string => chosen(prometheusName(METRIC.siteRetained), ...matchers)
    : (...matchers: string[]): string => select(RECORDED.siteRetained, 'job=~"$job"', ...matchers);
  const instance = labelVariable('instance', 'Instance', select(process, 'job=~"$job"')).allValue('.+');
  return [
    new DatasourceVariableBuilder('datasource')
      .label('Data source')
      .type('prometheus')
      .current({ text: '', value: '' }),
    all(labelVariable('job', 'Job', select(process)).allValue('.+')),
    // Without the choice `All` Grafana opens the first instance; several can still be chosen, and are summed.
    oneInstance ? instance : all(instance),
    ...(sites
      ? [
          // `.*` and not `.+`, because the application's own code has no package.
          all(labelVariable('package', 'Package', site()).allValue('.*')),
          all(labelVariable('site', 'Site', site('package=~"$package"')).allValue('.+')),
        ]
      : []),
  ];
}

function labelVariable(name: string, label: string, series: string): QueryVariableBuilder {
  const query = `label_values(${series}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .query({ query, refId: `Variable-${name}` })
    .definition(query)
    .multi(true)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

function all(variable: QueryVariableBuilder): QueryVariableBuilder {
  return variable.includeAll(true).current({ text: ['All'], value: ['$__all'] });
}
