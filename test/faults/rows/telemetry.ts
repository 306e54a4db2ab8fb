import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { MONITORED, WORKS } from './programs.js';

/** A MeterProvider whose readings the application takes itself. */
const PROVIDER = `
const { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const meterProvider = new MeterProvider({ readers: [reader] });
async function pointsOf(name) {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).filter(({ descriptor }) => descriptor.name === name).flatMap(({ dataPoints }) => dataPoints);
}
`;

const PROVIDED = MONITORED.replace(
  'maxPauseRatio: 1,',
  "maxPauseRatio: 1, budgets: 'heap=1MiB for 0s', meterProvider,",
);

function provider(name: string, program: string, others: Partial<Fault> = {}): Fault {
  return { name, part: 'telemetry', watched: 'in code', program, provoke: () => pause(1000), ...others };
}

export const TELEMETRY: readonly Fault[] = [
  provider(
    'an application that stops the monitor publishes none of its last values',
    `${PROVIDER}
${PROVIDED}
${WORKS}
process.once('over', async () => {
  // What was collected once is what a reader goes on with.
  await pointsOf('heapgauge.heap.used_bytes');
  await monitor?.stop();
  const firing = await pointsOf('heapgauge.budget.firing');
  const used = await pointsOf('heapgauge.heap.used_bytes');
  console.log('firing', firing.some(({ value }) => value === 1), 'used', used.some(({ value }) => value > 0));
  await meterProvider.shutdown();
});`,
    { seen: true },
  ),
  provider(
    'an application whose MeterProvider throws is watched on',
    `const meterProvider = { getMeter() { throw new Error('its own'); } };\n${PROVIDED}\n${WORKS}`,
    {
      // A MeterProvider that throws at once is a mistake in code, which the promise may reject with.
      program: `const meterProvider = { getMeter: () => new Proxy({}, { get: () => () => { throw new Error('its own'); } }) };
let monitor;
if (process.env.WATCHED) {
  const { startMonitor } = await import('heapgauge');
  monitor = await startMonitor({ period: '200ms', maxPauseRatio: 1, prometheus: { port: Number(process.env.HEAPGAUGE_PORT) }, meterProvider });
}
${WORKS}`,
    },
  ),
  provider(
    'an application whose instruments throw at every call is watched on',
    `const instrument = new Proxy(() => undefined, { get: (_, name) => name === 'then' ? undefined : () => { throw new Error('its own'); } });
const meterProvider = { getMeter: () => new Proxy({}, { get: () => () => instrument }) };
${PROVIDED}
${WORKS}`,
  ),
  provider(
    'an application whose logger throws at every event is watched on',
    `const loggerProvider = { getLogger: () => ({ emit() { throw new Error('its own'); } }) };
${MONITORED.replace('maxPauseRatio: 1,', "maxPauseRatio: 1, budgets: 'heap=1MiB for 0s', loggerProvider,")}
${WORKS}`,
  ),
  provider(
    'an application that shuts its MeterProvider down while it is watched is watched on',
    `${PROVIDER}\n${PROVIDED}\n${WORKS}\nsetTimeout(() => meterProvider.shutdown(), 500);`,
  ),
  provider(
    'an application that replaces its MeterProvider while it is watched publishes through the new one',
    `${PROVIDER}
const second = new PeriodicExportingMetricReader({ exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE), exportIntervalMillis: 3_600_000 });
const secondProvider = new MeterProvider({ readers: [second] });
let instrumentation;
if (process.env.WATCHED) {
  const { HeapgaugeInstrumentation } = await import('heapgauge');
  instrumentation = new HeapgaugeInstrumentation({ period: '200ms', maxPauseRatio: 1, prometheus: { host: '127.0.0.1', port: Number(process.env.HEAPGAUGE_PORT) } });
  instrumentation.setMeterProvider(meterProvider);
}
${WORKS}
setTimeout(() => instrumentation?.setMeterProvider(secondProvider), 400);
process.once('over', async () => {
  const { resourceMetrics } = await second.collect();
  const count = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).length;
  console.log(process.env.WATCHED === undefined || count > 0 ? 'published' : 'nothing');
  instrumentation?.disable();
  await meterProvider.shutdown();
  await secondProvider.shutdown();
});`,
  ),
];
