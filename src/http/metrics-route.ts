import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { ReportMetricProducer } from '../publish/producer.js';
import { processResource } from '../publish/resource.js';
import type { Report } from '../report/report.js';
import { RenderedOnce } from './rendered-once.js';
import type { Route } from './server.js';

/** A route that answers with the metrics of the latest report, in the text format of Prometheus. */
export interface MetricsRoute {
  readonly route: Route;
  publish(report: Report): void;
}

/** What the renderer takes. */
interface MetricSource {
  collect(): Promise<{ readonly resourceMetrics: Parameters<PrometheusSerializer['serialize']>[0] }>;
}

/**
 * Makes the route. OpenTelemetry renders the text, and a server of our own serves it: the exporter's takes no free port,
 * gives no reason where it cannot listen, renders anew for whoever asks and bounds nothing.
 */
export function metricsRoute(): MetricsRoute {
  const producer = new ReportMetricProducer(processResource());
  // The renderer may come with a copy of the SDK of its own.
  const source: MetricSource = producer;
  const withoutScopeInfo = true;
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, withoutScopeInfo);
  const rendered = new RenderedOnce(async () => serializer.serialize((await source.collect()).resourceMetrics));
  return {
    route: async () => ({
      status: 200,
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      body: await rendered.text(),
    }),
    publish: (report) => {
      producer.publish(report);
      rendered.expire();
    },
  };
}
