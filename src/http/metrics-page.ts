import type { Report } from '../report/report.js';
import { metricsRoute } from './metrics-route.js';
import { reportRoute } from './report-route.js';
import { type ListenAddress, serveRoutes } from './server.js';

/** The page that Prometheus scrapes, and the latest report beside it. */
export interface MetricsPage {
  /** Address of the metrics, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  /** Shows this report from now on. */
  publish(report: Report): void;
  close(): Promise<void>;
}

/**
 * Serves the latest report at `/metrics` for Prometheus and at `/report` as JSON.
 *
 * @returns rejects with the system's error where it cannot listen
 */
export async function serveMetricsPage(address: ListenAddress): Promise<MetricsPage> {
  let latest: Report | undefined;
  const metrics = metricsRoute();
  const server = await serveRoutes(address, {
    '/metrics': metrics.route,
    '/report': reportRoute(() => latest),
  });
  return {
    url: `${server.origin}/metrics`,
    publish: (report) => {
      latest = report;
      metrics.publish(report);
    },
    close: () => server.close(),
  };
}
