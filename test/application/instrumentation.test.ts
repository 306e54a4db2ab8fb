import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Meter, type MeterProvider as MeterProviderApi, metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { HeapgaugeInstrumentation, type HeapgaugeInstrumentationOptions } from '../../src/index.js';
import { VERSION } from '../../src/values/version.js';
import { nextReport } from '../support/next-report.js';
import { freePort } from '../support/prometheus.js';
import { runNode } from '../support/run-node.js';

const OPTIONS: HeapgaugeInstrumentationOptions = { period: '100ms', maxPauseRatio: 1, logLevel: 'error' };

describe('the instrumentation', () => {
  let instrumentation: HeapgaugeInstrumentation | undefined;
  const create = (options: HeapgaugeInstrumentationOptions = {}): HeapgaugeInstrumentation =>
    (instrumentation = new HeapgaugeInstrumentation({ ...OPTIONS, ...options }));

  afterEach(() => {
    instrumentation?.disable();
  });

  it('the instrumentation has the name and the version of the package', () => {
    const { instrumentationName, instrumentationVersion } = create({ enabled: false });
    assert.deepEqual([instrumentationName, instrumentationVersion], ['heapgauge', VERSION]);
  });

  it('the instrumentation watches from its construction on and serves no page', async () => {
    const { monitor } = create();
    const report = await nextReport(monitor);
    assert.ok(report.heap.usedBytes > 0);
    assert.equal(monitor?.metricsUrl, undefined);
  });

  it('the instrumentation serves a page where its options ask for one', async () => {
    const { monitor } = create({ prometheus: { port: 0 } });
    await monitor?.ready();
    assert.match(monitor?.metricsUrl ?? '', /^http:/);
  });

  it('an instrumentation that is not enabled starts nothing before enable()', () => {
    const waiting = create({ enabled: false });
    assert.deepEqual([waiting.monitor, waiting.getConfig().enabled], [undefined, false]);
    waiting.enable();
    assert.equal(waiting.monitor?.isRunning, true);
    assert.equal(waiting.getConfig().enabled, true);
  });

  it('an instrumentation that is enabled twice keeps its monitor', () => {
    const enabled = create();
    const { monitor } = enabled;
    enabled.enable();
    assert.equal(enabled.monitor, monitor);
  });

  it('disable() stops the monitor, and enable() starts a new one', () => {
    const switched = create();
    const { monitor } = switched;
    switched.disable();
    switched.disable();
    assert.deepEqual([monitor?.isRunning, switched.monitor, switched.getConfig().enabled], [false, undefined, false]);
    switched.enable();
    assert.equal(switched.monitor?.isRunning, true);
    assert.notEqual(switched.monitor, monitor);
  });

  it('setConfig() starts a new monitor with the new options', () => {
    const configured = create();
    const { monitor } = configured;
    configured.setConfig({ ...OPTIONS, topSites: 3 });
    assert.equal(monitor?.isRunning, false);
    assert.equal(configured.monitor?.isRunning, true);
    assert.equal(configured.getConfig().topSites, 3);
    configured.setConfig({ ...OPTIONS, enabled: false });
    assert.equal(configured.monitor, undefined);
  });

  it('setConfig() with a port starts the new monitor once the former one has given the port back', async () => {
    const port = await freePort();
    const program = `
      const { HeapgaugeInstrumentation } = await import('heapgauge');
      const prometheus = { port: ${port} };
      const instrumentation = new HeapgaugeInstrumentation({ prometheus });
      await instrumentation.monitor.ready();
      const hold = setInterval(() => undefined, 1000);
      for (const topSites of [3, 4]) {
        instrumentation.setConfig({ prometheus, topSites });
        while (instrumentation.monitor === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
        await instrumentation.monitor.ready();
        console.log(instrumentation.getConfig().topSites, new URL(instrumentation.monitor.metricsUrl).port);
      }
      instrumentation.disable();
      clearInterval(hold);`;
    const { stdout, stderr } = await evaluate(program);
    assert.equal(stdout, `3 ${port}\n4 ${port}\n`);
    assert.doesNotMatch(stderr, /no metrics page/);
  });

  it('the instrumentation does nothing where HEAPGAUGE_ENABLED is false', async () => {
    const program = `
      const { HeapgaugeInstrumentation } = await import('heapgauge');
      console.log(new HeapgaugeInstrumentation().monitor);`;
    assert.equal((await evaluate(program, { HEAPGAUGE_ENABLED: 'false' })).stdout, 'undefined\n');
  });

  it('an option that is not accepted throws, and the monitor goes on with the former options', () => {
    for (const wrong of [{ period: 'soon' }, { enabled: 'yes' }, { interval: 1 }, { prometheus: true }]) {
      const options = wrong as unknown as HeapgaugeInstrumentationOptions;
      const [name = ''] = Object.keys(wrong);
      const expected = { code: 'ERR_HEAPGAUGE_INVALID_OPTION', message: new RegExp(name) };
      assert.throws(() => create(options), expected);
      assert.throws(() => create({ enabled: false, ...options }), expected);
    }
    const running = create();
    assert.throws(() => {
      running.setConfig({ topSites: 0 });
    });
    assert.equal(running.monitor?.isRunning, true);
  });

  it('a starter that does not work here is logged, and the application runs on unmonitored', async () => {
    const program = `
      const { HeapgaugeInstrumentation } = await import('heapgauge');
      const instrumentation = new HeapgaugeInstrumentation({ starter: 'v8-profiler-next' });
      instrumentation.enable();
      console.log(instrumentation.monitor);`;
    // Without the path on which the suite may have found the package.
    const { stdout, stderr } = await evaluate(program, { NODE_PATH: '' });
    assert.equal(stdout, 'undefined\n');
    assert.match(
      stderr,
      /^(heapgauge: starter v8-profiler-next: Cannot find module .*; this process is not monitored\n)+$/,
    );
  });

  it('the instrumentation does nothing where OTEL_SDK_DISABLED is true', async () => {
    const program = `
      const { HeapgaugeInstrumentation } = await import('heapgauge');
      const instrumentation = new HeapgaugeInstrumentation();
      instrumentation.enable();
      console.log(instrumentation.monitor);`;
    const { stdout } = await evaluate(program, { OTEL_SDK_DISABLED: 'True' });
    assert.equal(stdout, 'undefined\n');
  });

  it('the instrumentation starts no monitor in a worker thread, whose heap is not the one that is read', async () => {
    const program = `
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const code = "import('heapgauge').then(({ HeapgaugeInstrumentation: I }) => console.log(new I().monitor))";
      await once(new Worker(code, { eval: true }), 'exit');`;
    const { stdout } = await evaluate(program);
    assert.equal(stdout, 'undefined\n');
  });

  it('startMonitor() rejects in a worker thread', async () => {
    const program = `
      const { Worker } = await import('node:worker_threads');
      const { once } = await import('node:events');
      const code = "import('heapgauge').then(({ startMonitor }) => startMonitor()).catch(({ code }) => console.log(code))";
      await once(new Worker(code, { eval: true }), 'exit');`;
    const { stdout } = await evaluate(program);
    assert.equal(stdout, 'ERR_HEAPGAUGE_NOT_MAIN_THREAD\n');
  });

  it("no OpenTelemetry SDK is loaded on the application's thread", async () => {
    const program = `
      const { HeapgaugeInstrumentation, heapgaugeMetricProducer } = await import('heapgauge');
      const { monitor } = new HeapgaugeInstrumentation({ logLevel: 'error', prometheus: { port: 0 } });
      await heapgaugeMetricProducer(monitor).collect();
      await monitor.ready();
      const { Module } = await import('node:module');
      console.log(Object.keys(Module._cache).filter((file) => file.includes('@opentelemetry')));`;
    const { stdout } = await evaluate(program);
    assert.equal(stdout, '[]\n');
  });

  describe('with a MeterProvider', () => {
    it('a MeterProvider that comes after the start has every report from then on', async () => {
      const late = create();
      late.setMeterProvider(metrics.getMeterProvider());
      await nextReport(late.monitor);
      const { provider, valueOf } = meter();
      late.setMeterProvider(provider);
      const report = await nextReport(late.monitor);
      assert.equal(await valueOf('heapgauge.heap.used_bytes'), report.heap.usedBytes);
    });

    it('a MeterProvider that comes late has the latest report at once', async () => {
      const late = create();
      const report = await nextReport(late.monitor);
      const { provider, valueOf } = meter();
      late.setMeterProvider(provider);
      assert.equal(await valueOf('heapgauge.heap.used_bytes'), report.heap.usedBytes);
    });

    it('instruments are made once for a MeterProvider, however often it is handed over', () => {
      const counted = countMeters();
      const registered = create();
      for (let n = 0; n < 3; n += 1) registered.setMeterProvider(counted.provider);
      assert.equal(counted.meters(), 1);
    });

    it('instruments are made anew for another MeterProvider', async () => {
      const [first, second] = [meter(), meter()];
      const moved = create();
      moved.setMeterProvider(first.provider);
      moved.setMeterProvider(second.provider);
      const report = await nextReport(moved.monitor);
      assert.equal(await second.valueOf('heapgauge.heap.used_bytes'), report.heap.usedBytes);
      assert.equal(await first.valueOf('heapgauge.heap.used_bytes'), undefined);
    });

    it('a MeterProvider is used again after disable() and enable()', async () => {
      const { provider, valueOf } = meter();
      const switched = create({ enabled: false });
      switched.setMeterProvider(provider);
      switched.enable();
      const report = await nextReport(switched.monitor);
      assert.equal(await valueOf('heapgauge.heap.used_bytes'), report.heap.usedBytes);
    });

    it('a MeterProvider in the options is not replaced by one that is handed over', () => {
      const [named, other] = [countMeters(), countMeters()];
      const registered = create({ meterProvider: named.provider });
      registered.setMeterProvider(other.provider);
      assert.deepEqual([named.meters(), other.meters()], [1, 0]);
    });

    it('a MeterProvider that throws is logged, and monitoring goes on', () => {
      const registered = create({ logLevel: 'silent' });
      registered.setMeterProvider({
        getMeter: () => {
          throw new Error('no');
        },
      });
      assert.equal(registered.monitor?.isRunning, true);
    });
  });
});

/** A provider, and the values it has when asked. */
function meter(): { provider: MeterProvider; valueOf: (name: string) => Promise<number | undefined> } {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  const provider = new MeterProvider({ readers: [reader] });
  return {
    provider,
    valueOf: async (name) => {
      await provider.forceFlush();
      const collected =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
      const [point] = collected.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
      return point?.value as number | undefined;
    },
  };
}

/** A real provider that counts how often a meter is asked for. */
function countMeters(): { provider: MeterProviderApi; meters: () => number } {
  const { provider } = meter();
  let count = 0;
  const getMeter = (name: string, version?: string): Meter => {
    count += 1;
    return provider.getMeter(name, version);
  };
  return { provider: { getMeter }, meters: () => count };
}

function evaluate(program: string, env: Readonly<Record<string, string>> = {}): ReturnType<typeof runNode> {
  return runNode('--eval', { nodeOptions: ['--input-type=module'], arguments: [program], env });
}
