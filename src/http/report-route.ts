import type { Report } from '../report/report.js';
import { textAnswer } from './answer.js';
import { RenderedOnce } from './rendered-once.js';
import type { Route } from './server.js';

/** A route that answers with the latest report as JSON, and with 503 before there is one. */
export interface ReportRoute {
  readonly route: Route;
  publish(report: Report): void;
}

/** Makes the route. */
export function reportRoute(): ReportRoute {
  let latest: Report | undefined;
  const rendered = new RenderedOnce(() => JSON.stringify(latest));
  return {
    route: async () => {
      if (latest === undefined) return textAnswer(503, 'no report yet');
      return { status: 200, contentType: 'application/json', body: await rendered.text() };
    },
    publish: (report) => {
      latest = report;
      rendered.expire();
    },
  };
}
