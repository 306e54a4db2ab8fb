import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type MetricsPage, serveMetricsPage } from '../../src/http/metrics-page.js';
import { SAMPLE_METRICS } from '../support/sample-metrics.js';
import { otherSite, sampleReport, sampleSite } from '../support/sample-report.js';

const LOCAL = { host: '127.0.0.1', port: 0 };

describe('the metrics page', () => {
  let page: MetricsPage;
  const get = (path: string): Promise<Response> => fetch(new URL(path, page.url));

  beforeEach(async () => {
    page = await serveMetricsPage(LOCAL);
  });
  afterEach(() => page.close());

  it('the page says where it is served when port 0 took a free port', () => {
    assert.match(page.url, /^http:\/\/127\.0\.0\.1:[1-9]\d*\/metrics$/);
  });

  it('the metrics are plain text as Prometheus takes it', async () => {
    page.publish(sampleReport());
    const response = await get('/metrics');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  });

  it('the metrics have every number of the report under its name, without labels of ours', async () => {
    page.publish(sampleReport());
    const lines = await linesOf(get('/metrics'));
    for (const line of [
      'heapgauge_traced_current_bytes{thread="main"} 5900000',
      'heapgauge_traced_retained_bytes{thread="main"} 3600000',
      'heapgauge_traced_peak_bytes{thread="main"} 7100000',
      'heapgauge_heap_used_bytes{thread="main"} 20000000',
      'heapgauge_heap_limit_bytes{thread="main"} 500000000',
      'heapgauge_heap_peak_bytes{thread="main"} 25000000',
      'heapgauge_sampler_failures_total 2',
      'heapgauge_sampler_memory_bytes 9500000',
      'heapgauge_sampler_pause_seconds_count 1',
      'heapgauge_sampler_pause_seconds_sum 0.03',
      'heapgauge_memory_usage_bytes{component="traced"} 6900000',
      'heapgauge_memory_usage_bytes{component="heap_untraced"} 13100000',
      'heapgauge_memory_usage_bytes{component="external"} 3000000',
      'heapgauge_memory_usage_bytes{component="workers"} 14000000',
      'heapgauge_memory_usage_bytes{component="other"} 23000000',
    ]) {
      assert.ok(lines.includes(line), `${line}\nis not in\n${lines.join('\n')}`);
    }
  });

  it('a site is labelled with its function, place and package', async () => {
    page.publish(sampleReport());
    const [line] = (await linesOf(get('/metrics'))).filter((one) => one.startsWith('heapgauge_site_live_bytes{'));
    for (const part of [
      'site="MemoryStore.set express-session/session/memory.js:121"',
      'domain="heap"',
      'code_function_name="MemoryStore.set"',
      'code_file_path="/app/node_modules/express-session/session/memory.js"',
      'code_line_number="121"',
      'package="express-session"',
    ]) {
      assert.ok(line?.includes(part), `${part} is not in ${line ?? 'the page'}`);
    }
    assert.match(line ?? '', /\} 4100000$/);
  });

  it('the name of a function is escaped', async () => {
    page.publish(sampleReport({ sites: [sampleSite({ site: 'get "a\\b"\n x.js:1' })] }));
    const body = await (await get('/metrics')).text();
    assert.ok(body.includes('site="get \\"a\\\\b\\"\\n x.js:1"'), body);
  });

  it('the type of each metric is declared once', async () => {
    page.publish(sampleReport());
    const types = (await linesOf(get('/metrics'))).filter((line) => line.startsWith('# TYPE heapgauge_'));
    // And the histogram of pauses.
    assert.equal(types.length, SAMPLE_METRICS.length + 1);
    assert.equal(new Set(types).size, types.length);
    assert.ok(types.includes('# TYPE heapgauge_sampler_failures_total counter'));
    assert.ok(types.includes('# TYPE heapgauge_sampler_pause_seconds histogram'));
    assert.ok(types.includes('# TYPE heapgauge_site_live_bytes gauge'));
  });

  it('the metrics have only the sites of the latest report', async () => {
    page.publish(sampleReport({ sites: [sampleSite({ site: 'gone' }), otherSite()] }));
    await get('/metrics');
    page.publish(sampleReport({ sites: [sampleSite({ site: 'stays' })] }));
    const body = await (await get('/metrics')).text();
    assert.deepEqual([body.includes('site="gone"'), body.includes('site="(other)"')], [false, false]);
    assert.ok(body.includes('site="stays"'));
  });

  it('there are no metrics of ours before the first report', async () => {
    const response = await get('/metrics');
    assert.equal(response.status, 200);
    assert.ok(!(await response.text()).includes('heapgauge_'));
  });

  it('/report answers with the latest report as JSON', async () => {
    page.publish(sampleReport({ uptimeSeconds: 1 }));
    page.publish(sampleReport({ uptimeSeconds: 2 }));
    const response = await get('/report');
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.deepEqual(await response.json(), sampleReport({ uptimeSeconds: 2 }));
  });

  it('/report answers 503 before there is a report', async () => {
    const response = await get('/report');
    assert.deepEqual([response.status, await response.text()], [503, 'no report yet\n']);
  });

  it('/metrics and /report answer whatever the query is', async () => {
    page.publish(sampleReport());
    assert.equal((await get('/metrics?name[]=x')).status, 200);
    assert.equal((await get('/report?x')).status, 200);
  });

  it('any other path answers 404 and says what is served', async () => {
    for (const path of ['/', '/metrics/', '/reports']) {
      const response = await get(path);
      assert.equal(response.status, 404, path);
      assert.match(await response.text(), /\/metrics and \/report/);
    }
  });
});

async function linesOf(response: Promise<Response>): Promise<string[]> {
  return (await (await response).text()).split('\n');
}
