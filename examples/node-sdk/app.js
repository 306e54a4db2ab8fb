// A shop that forgets nothing. What heapgauge finds leaves through OTLP/HTTP with whatever else OpenTelemetry's SDK
// publishes; no port is opened. OTEL_EXPORTER_OTLP_ENDPOINT says where to, http://localhost:4318 unless it is set.
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { HeapgaugeInstrumentation } from 'heapgauge';

// An hour's verdict within seconds, for a demonstration. In production the defaults are right: leave these options out.
const heapgauge = new HeapgaugeInstrumentation({
  sampleIntervalBytes: '16KiB',
  period: '250ms',
  maxPauseRatio: 1,
  leak: { span: '5s', falseAlarmsPerWeek: 10, collectAfter: '1s' },
  // Its metrics and events leave the same way.
  budgets: 'site:takeOrders=4MiB for 1s as orders',
});

const sdk = new NodeSDK({
  serviceName: 'forgetful-shop',
  instrumentations: [heapgauge],
  metricReaders: [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: 1000,
      exportTimeoutMillis: 1000,
    }),
  ],
  logRecordProcessors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter(), scheduledDelayMillis: 1000 })],
  spanProcessors: [],
});
sdk.start();

heapgauge.monitor?.on('leak', ({ type, suspect }) => console.log(`${type}: ${suspect.site}`));
heapgauge.monitor?.on('budget', ({ message }) => console.log(message));

// The leak: an order is kept for ever.
const orders = new Map();
function takeOrders() {
  for (let order = 0; order < 10; order += 1) {
    const lines = [];
    for (let line = 0; line < 50; line += 1) lines.push({ line, price: line * 1.1 });
    orders.set(orders.size, lines);
  }
}
const work = setInterval(takeOrders, 20);

// heapgauge keeps no process alive: once the work has ended and the SDK has sent what it has, so does the process.
async function end() {
  clearInterval(work);
  await sdk.shutdown();
  heapgauge.disable();
}
process.once('SIGINT', end);
process.once('SIGTERM', end);
