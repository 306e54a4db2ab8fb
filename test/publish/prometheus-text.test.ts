import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Attributes } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type MetricProducer } from '@opentelemetry/sdk-metrics';
import { ReportMetricProducer } from '../../src/publish/producer.js';
import { prometheusText } from '../../src/publish/prometheus-text.js';
import type { Report } from '../../src/report/report.js';
import { NO_TIME_TO_LIMIT, otherSite, sampleReport, sampleSite, sampleSuspect } from '../support/sample-report.js';

const REPORTS: Readonly<Record<string, readonly Report[]>> = {
  'of a usual report': [sampleReport()],
  'where no profiler runs': [sampleReport({ unavailable: 'busy', sites: [] })],
  'without a time to the limit': [sampleReport({ timeToLimit: NO_TIME_TO_LIMIT })],
  'of several reads': [0.0001, 0.03, 0.7, 9].map((lastPauseSeconds, n) =>
    sampleReport({ sampler: { reads: n + 1, lastPauseSeconds } }),
  ),
  'with names that have to be escaped': [
    sampleReport({
      sites: [sampleSite({ site: 'get "a\\b"\n x.js:1', file: '/tmp/ä\r.js', package: '\\n' }), otherSite()],
      suspects: [sampleSuspect({ site: '"' })],
    }),
  ],
  'with numbers that are not round': [
    sampleReport({
      sites: [
        sampleSite({ liveBytes: 0.1 + 0.2, growth: { bytesPerSecond: -0.1, lower: -Infinity, upper: Infinity } }),
      ],
      memory: { otherBytes: -5e21 },
    }),
  ],
  'before there is a report': [],
};

describe('the text for Prometheus', () => {
  for (const [what, reports] of Object.entries(REPORTS)) {
    it(`the text ${what} has the lines that OpenTelemetry’s exporter writes`, async () => {
      const attributes = { 'service.name': 'shop', 'a "quoted" key': 'x' };
      const producer = new ReportMetricProducer();
      for (const report of reports) producer.publish(report);
      const theirs = await servedByExporter(attributes, [producer]);
      assert.deepEqual(linesOf(prometheusText(attributes, producer.metrics())), linesOf(theirs));
    });
  }

  it('a label that is there already under the same plain name is left out, as Prometheus refuses the page otherwise', () => {
    assert.match(prometheusText({ 'a.b': '1', a_b: '2' }, []), /^target_info\{a_b="1"\} 1$/m);
  });

  it('the text ends with a line’s end, without which Prometheus refuses it', () => {
    assert.match(prometheusText({}, []), /\ntarget_info 1\n$/);
  });
});

/** The page that OpenTelemetry's exporter serves of what producers collect. */
async function servedByExporter(attributes: Attributes, metricProducers: MetricProducer[]): Promise<string> {
  const exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true, metricProducers });
  const provider = new MeterProvider({ readers: [exporter], resource: resourceFromAttributes(attributes) });
  const server = createServer((request, response) => {
    exporter.getMetricsRequestHandler(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  } finally {
    server.closeAllConnections();
    server.close();
    await provider.shutdown();
  }
}

/** The lines that mean something, in their order. */
function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && line !== '# no registered metrics');
}
