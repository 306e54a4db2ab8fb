import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { MetricProducer, PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { serveMetricsPage } from '../../src/http/metrics-page.js';
import { publishToMeter } from '../../src/publish/instruments.js';
import { ReportMetricProducer } from '../../src/publish/producer.js';
import type { Report } from '../../src/report/report.js';
import { type Exposition, exposed, readPage } from '../support/exposition.js';
import { startOtlpReceiver } from '../support/otlp-receiver.js';
import { publicOtlp } from '../support/public-otlp.js';
import { otherSite, sampleReport, sampleSite } from '../support/sample-report.js';

/** The reports have numbers that are not round, and names that have to be escaped. */
const REPORTS = [
  sampleReport(),
  sampleReport({
    sites: [
      sampleSite({
        site: 'get "a\\b"\n x.js:1',
        liveBytes: 0,
        growth: { bytesPerSecond: -0.1, lower: -1e9, upper: 1e-9 },
      }),
      otherSite({ liveBytes: 123_456.789 }),
    ],
    sampler: { reads: 12, lastPauseSeconds: 0.0012345 },
    memory: { otherBytes: -5_000_000 },
  }),
];

const protobuf = publicOtlp();
const skip = protobuf === undefined && 'there is no Python here, or no opentelemetry-proto for it: nothing was tested';

describe('a collector that decodes by the public protobuf definitions', { skip }, () => {
  let page: Exposition;

  before(async () => {
    page = await pageOf(REPORTS);
  });
  after(() => protobuf?.[Symbol.dispose]());

  for (const [encoding, createExporter] of [
    ['JSON', (url: string) => new JsonExporter({ url })],
    ['protobuf', (url: string) => new ProtobufExporter({ url })],
  ] as const) {
    it(`a collector sees in the ${encoding} of a producer what the page for Prometheus has`, async () => {
      const producer = new ReportMetricProducer();
      for (const report of REPORTS) producer.publish(report);
      assertSame(await collectorsView(createExporter, { metricProducers: [producer] }), page);
    });

    it(`a collector sees in the ${encoding} of instruments what the page for Prometheus has`, async () => {
      assertSame(await collectorsView(createExporter, { reports: REPORTS }), page);
    });
  }
});

/** Sends one export over HTTP and decodes what has come. */
async function collectorsView(
  createExporter: (url: string) => PushMetricExporter,
  { metricProducers = [], reports = [] }: { metricProducers?: MetricProducer[]; reports?: readonly Report[] },
): Promise<Exposition> {
  await using receiver = await startOtlpReceiver();
  const exporter = createExporter(`${receiver.endpoint}/v1/metrics`);
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers });
  const provider = new MeterProvider({ readers: [reader] });
  if (reports.length > 0) {
    const publisher = publishToMeter(provider);
    for (const report of reports) publisher.publish(report);
  }
  await provider.shutdown();
  assert.equal(receiver.requests.length, 1);
  const [metrics = []] = protobuf?.decode(receiver.requests) ?? [];
  for (const { name, sum, histogram } of metrics) {
    const temporality = (sum ?? histogram)?.aggregationTemporality ?? 'AGGREGATION_TEMPORALITY_CUMULATIVE';
    assert.equal(temporality, 'AGGREGATION_TEMPORALITY_CUMULATIVE', name);
  }
  return exposed(metrics);
}

async function pageOf(reports: readonly Report[]): Promise<Exposition> {
  const page = await serveMetricsPage({ host: '127.0.0.1', port: 0 });
  try {
    for (const report of reports) page.publish(report);
    return readPage(await (await fetch(page.url)).text(), 'heapgauge_');
  } finally {
    await page.close();
  }
}

function assertSame(seen: Exposition, page: Exposition): void {
  assert.ok(page.values.size > 20);
  assert.deepEqual(seen.types, page.types);
  assert.deepEqual(seen.values, page.values);
}
