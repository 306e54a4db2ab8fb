// Run as an application of its own: an instrumentation among all those of auto-instrumentations-node.
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { HeapgaugeInstrumentation } from 'heapgauge';

const heapgauge = new HeapgaugeInstrumentation({ period: '100ms', maxPauseRatio: 1 });
const sdk = new NodeSDK({
  instrumentations: [getNodeAutoInstrumentations(), heapgauge],
  metricReaders: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: 500,
      exportTimeoutMillis: 500,
    }),
  ],
  logRecordProcessors: [],
  spanProcessors: [],
});
sdk.start();

const work = setInterval(() => undefined, 1000);

process.once('SIGTERM', async () => {
  clearInterval(work);
  await sdk.shutdown();
  heapgauge.disable();
});
