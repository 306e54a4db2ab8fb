// Run as an application of its own: publishes through each of the ways OpenTelemetry has, collects once into memory
// right after a report, and prints what was collected beside that report, one line a way. A budget that is broken from
// the start makes an event, which goes through a LoggerProvider into memory as well.
import { once } from 'node:events';
import { metrics } from '@opentelemetry/api';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { HeapgaugeInstrumentation, heapgaugeMetricProducer, startMonitor } from 'heapgauge';

const OPTIONS = {
  sampleIntervalBytes: '16KiB',
  period: '100ms',
  maxPauseRatio: 1,
  // Growth takes collections, which V8 may not have a reason for in a second.
  leak: { collectAfter: '1s' },
  budgets: 'heap=1MiB for 0s as tiny',
};
const LONG_MILLISECONDS = 3_600_000;

const kept = [];
function remember() {
  for (let n = 0; n < 500; n += 1) kept.push({ n });
}
const work = setInterval(remember, 10);

await producer();
await registered();
await late();
clearInterval(work);

async function producer() {
  const monitor = await startMonitor({ ...OPTIONS, prometheus: false });
  const { provider, collect } = meter([heapgaugeMetricProducer(monitor)]);
  const running = await collectAfterReport(monitor, collect);
  await monitor.stop();
  print('metricProducers', running, await collect());
  await provider.shutdown();
}

async function registered() {
  const { provider, collect } = meter();
  const logs = new InMemoryLogRecordExporter();
  const loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logs })] });
  const instrumentation = new HeapgaugeInstrumentation({ ...OPTIONS, enabled: false });
  const before = instrumentation.monitor;
  const unload = registerInstrumentations({
    instrumentations: [[instrumentation]],
    meterProvider: provider,
    loggerProvider,
  });
  const running = await collectAfterReport(instrumentation.monitor, collect);
  unload();
  await loggerProvider.forceFlush();
  const events = logs.getFinishedLogRecords().map(({ eventName, instrumentationScope, severityText, attributes }) => ({
    scope: instrumentationScope.name,
    eventName,
    severityText,
    budget: attributes.budget,
  }));
  print('registerInstrumentations', running, [], {
    'waits to be registered': before === undefined,
    'has the event in memory':
      JSON.stringify(events) ===
      JSON.stringify([
        { scope: 'heapgauge', eventName: 'heapgauge.budget.exceeded', severityText: 'WARN', budget: 'tiny' },
      ]),
    'has been disabled': instrumentation.getConfig().enabled === false && instrumentation.monitor === undefined,
  });
  await provider.shutdown();
}

async function late() {
  const instrumentation = new HeapgaugeInstrumentation(OPTIONS);
  const { monitor } = instrumentation;
  const unload = registerInstrumentations({ instrumentations: [instrumentation] });
  await once(monitor, 'report');
  const { provider, collect } = meter();
  metrics.setGlobalMeterProvider(provider);
  // Twice, as an application does that registers and has a NodeSDK.
  instrumentation.setMeterProvider(metrics.getMeterProvider());
  instrumentation.setMeterProvider(metrics.getMeterProvider());
  const running = await collectAfterReport(monitor, collect);
  const same = instrumentation.monitor === monitor;
  unload();
  print('late MeterProvider', running, [], { 'was the same monitor': same });
  await provider.shutdown();
}

/** A provider that keeps what is collected in memory, and collects when asked. */
function meter(metricProducers = []) {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: LONG_MILLISECONDS,
    exportTimeoutMillis: LONG_MILLISECONDS,
    metricProducers,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const collect = async () => {
    await provider.forceFlush();
    const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    exporter.reset();
    return scopes.flatMap(({ scope, metrics }) =>
      metrics.map(({ descriptor: { name, unit }, dataPointType, isMonotonic, dataPoints }) => ({
        scope: scope.name,
        name,
        unit,
        dataPointType,
        isMonotonic: isMonotonic === true,
        points: dataPoints.map(({ attributes, value }) => [attributes, value.sum ?? value]),
      })),
    );
  };
  return { provider, collect };
}

/** Once a growth has been measured; nothing is read off the wire between the report and the collection. */
async function collectAfterReport(monitor, collect) {
  const deadline = Date.now() + 30_000;
  let report;
  do [report] = await once(monitor, 'report');
  while (!report.sites.some(({ growth }) => growth !== null) && Date.now() < deadline);
  return { report, collected: await collect(), latest: monitor.report.time };
}

function print(way, running, afterwards, facts = {}) {
  console.log(JSON.stringify({ way, ...running, afterwards, facts }));
}
