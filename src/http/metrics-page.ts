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
  const metrics = metricsRoute();
  const reports = reportRoute();
  const server = await serveRoutes(address, { '/metrics': metrics.route, '/report': reports.route });
  return {
    url: `${server.origin}/metrics`,
    publish: (report) => {
      metrics.publish(report);
      reports.publish(report);
    },
    close: () => server.close(),
  };
}
