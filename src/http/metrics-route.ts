import { processAttributes } from '../publish/process-attributes.js';
import { ReportMetricProducer } from '../publish/producer.js';
import { prometheusText, TEXT_FORMAT } from '../publish/prometheus-text.js';
import type { Report } from '../report/report.js';
import { RenderedOnce } from './rendered-once.js';
import type { Route } from './server.js';

/** A route that answers with the metrics of the latest report, in the text format of Prometheus. */
export interface MetricsRoute {
  readonly route: Route;
  publish(report: Report): void;
}

/** Makes the route. */
export function metricsRoute(): MetricsRoute {
  const producer = new ReportMetricProducer();
  const attributes = processAttributes();
  const rendered = new RenderedOnce(() => prometheusText(attributes, producer.metrics()));
  return {
    route: async () => ({ status: 200, contentType: TEXT_FORMAT, body: await rendered.text() }),
    publish: (report) => {
      producer.publish(report);
      rendered.expire();
    },
  };
}
