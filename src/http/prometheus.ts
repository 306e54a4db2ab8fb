import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { Report } from '../report/report.js';
import { ReportMetricProducer } from '../publish/producer.js';
import { processResource } from '../publish/resource.js';

/** The page Prometheus scrapes. */
export interface MetricsPage {
  /** Where it is served, such as `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  /** Shows this report from now on. */
  publish(report: Report): void;
  close(): Promise<void>;
}

/** Serves the latest report at `/metrics` for Prometheus and at `/report` as JSON; rejects with the system's error where it cannot listen. */
export async function serveMetricsPage(address: { host: string; port: number }): Promise<MetricsPage> {
  const producer = new ReportMetricProducer(processResource());
  // A server of our own: the exporter's cannot take a free port, and names no reason when it takes none.
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  exporter.setMetricProducer(producer);
  let latest: Report | undefined;
  const server = createServer((request, response) => {
    answer(request, response, { exporter, report: latest });
  });
  server.unref();
  const port = await listen(server, address);
  return {
    url: `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${port}/metrics`,
    publish: (report) => {
      latest = report;
      producer.publish(report);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { exporter, report }: { exporter: PrometheusExporter; report: Report | undefined },
): void {
  const path = request.url?.split('?', 1)[0];
  if (path === '/metrics') {
    exporter.getMetricsRequestHandler(request, response);
  } else if (path === '/report' && report !== undefined) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(report));
  } else if (path === '/report') {
    response.writeHead(503, { 'content-type': 'text/plain' }).end('no report yet\n');
  } else {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('heapgauge serves /metrics and /report\n');
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  // Node 26 throws out of the event loop, past every handler, where it may not listen.
  const permission = process.permission as { has(scope: string): boolean } | undefined;
  if (permission !== undefined && process.allowedNodeEnvironmentFlags.has('--allow-net') && !permission.has('net')) {
    return Promise.reject(new Error('--permission withholds the network, --allow-net grants it'));
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      // A connection that cannot be accepted, as when files run out, is lost; an error nobody listens to would end us.
      server.on('error', () => undefined);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
