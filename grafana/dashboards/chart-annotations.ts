import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { METRIC } from '../../src/publish/names.js';
import { chosen } from '../queries/dashboard-selectors.js';
import { restarted, targets } from '../queries/processes.js';
import { prometheusName } from '../queries/prometheus-name.js';
import { perInstance, perJob } from '../queries/promql.js';
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

/** Marks the moment at which V8 was kept from inlining for some seconds: the application was slower then. */
const ZOOMS = annotation({
  name: 'Zooms',
  colour: COLOUR.blue,
  expr: `sum by (${perInstance()}) (increase(${chosen(prometheusName(METRIC.samplerZooms))}[$__rate_interval])) > 0`,
  title: 'Zoom',
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

/** What is marked in every chart of a dashboard. The restarts and zooms of a whole fleet would be too many marks. */
export function annotations({ oneInstance }: { oneInstance: boolean }): ReadonlyArray<Builder<AnnotationQuery>> {
  return oneInstance ? [ALERTS, DEPLOYMENTS, RESTARTS, ZOOMS] : [ALERTS, DEPLOYMENTS];
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
