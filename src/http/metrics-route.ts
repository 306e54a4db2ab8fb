import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { ReportMetricProducer } from '../publish/producer.js';
import { processResource } from '../publish/resource.js';
import type { Report } from '../report/report.js';
import type { Route } from './server.js';

/** A route that answers with the metrics of the latest report, in the text format of Prometheus. */
export interface MetricsRoute {
  readonly route: Route;
  publish(report: Report): void;
}

/**
 * Makes the route. OpenTelemetry's exporter renders the text, and a server of our own serves it: the exporter's takes no
 * free port, and gives no reason where it cannot listen.
 */
export function metricsRoute(): MetricsRoute {
  const producer = new ReportMetricProducer(processResource());
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  exporter.setMetricProducer(producer);
  return {
    route: (request, response) => {
      exporter.getMetricsRequestHandler(request, response);
    },
    publish: (report) => {
      producer.publish(report);
    },
  };
}
