import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { chosen } from '../queries/dashboard-selectors.js';
import { restarted, targets } from '../queries/processes.js';
import { perJob } from '../queries/promql.js';
import { COLOUR } from './palette.js';
import { DATA_SOURCE } from './panel-queries.js';

/** Marks the time while an alert of heapgauge's rules fires. */
const ALERTS = annotation({
  name: 'Alerts',
  colour: COLOUR.vermillion,
  expr: chosen('ALERTS', 'alertname=~"Heapgauge.+"', 'alertstate="firing"'),
  title: '{{alertname}}',
  text: '{{instance}} {{site}} {{budget}}',
});

/** Marks the moment at which a process came back under its old name. */
const RESTARTS = annotation({
  name: 'Restarts',
  colour: COLOUR.purple,
  expr: restarted('<'),
  title: 'Restart',
  text: '{{instance}}',
});

/**
 * Marks a version of the service that did not run before. It must not have run within the last 15 minutes either,
 * because a restart takes some.
 */
const DEPLOYMENTS = annotation({
  name: 'Deployments',
  colour: COLOUR.green,
  expr: `group by (${perJob('service_version')}) ${targets()}
unless on (${perJob('service_version')})
group by (${perJob('service_version')}) (last_over_time(${chosen('target_info')}[15m] offset $__rate_interval))`,
  title: 'Deployment',
  text: '{{job}} {{service_version}}',
});

/** What is marked in every chart of a dashboard. The restarts of a whole fleet would be too many marks. */
export function annotations({ restarts }: { restarts: boolean }): ReadonlyArray<Builder<AnnotationQuery>> {
  return restarts ? [ALERTS, DEPLOYMENTS, RESTARTS] : [ALERTS, DEPLOYMENTS];
}

function annotation(of: {
  name: string;
  colour: string;
  expr: string;
  title: string;
  text: string;
}): Builder<AnnotationQuery> {
  return new AnnotationQueryBuilder()
    .name(of.name)
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(of.colour)
    .expr(of.expr)
    .target(new DataqueryBuilder().refId('Anno').expr(of.expr).range())
    .titleFormat(of.title)
    .textFormat(of.text)
    .step('60s');
}
