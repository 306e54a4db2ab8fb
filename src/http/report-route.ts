import type { Report } from '../report/report.js';
import { answerText, type Route } from './server.js';

/** Makes a route that answers with the latest report as JSON, and with 503 before there is one. */
export function reportRoute(latest: () => Report | undefined): Route {
  return (_request, response) => {
    const report = latest();
    if (report === undefined) answerText(response, 503, 'no report yet');
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(report));
  };
}
