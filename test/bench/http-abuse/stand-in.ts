/**
 * The metrics page of nobody: the same server with as large a page, in a process of its own. Whoever abuses it takes the
 * same time of the machine's processors, and none of the application's.
 */
import process from 'node:process';
import { serveMetricsPage } from '../../../src/http/metrics-page.js';
import { sampleReport, sampleSite } from '../../support/sample-report.js';

const SITES = 300;

const report = sampleReport({
  sites: Array.from({ length: SITES }, (_, n) =>
    sampleSite({ site: `allocate${n} /application/some/folder/allocate-${n}.js:1`, function: `allocate${n}` }),
  ),
});
const page = await serveMetricsPage({ host: '127.0.0.1', port: 0 });
page.publish(report);
setInterval(() => {
  page.publish(report);
}, 1000);
process.on('disconnect', () => process.exit());
process.send?.({ page: page.url });
