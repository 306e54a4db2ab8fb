import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type CollectionResult, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { heapgaugeMetricProducer, type Monitor, startMonitor } from '../../src/index.js';
import { nextReport } from '../support/next-report.js';
import { publishedHistograms, publishedMetrics } from '../support/published-metrics.js';

describe('the metric producer of a monitor', () => {
  let monitor: Monitor;

  before(async () => {
    monitor = await startMonitor({ period: '100ms', maxPauseRatio: 1, prometheus: false });
  });
  after(() => monitor.stop());

  it('a metric producer has nothing before the first report', async () => {
    const collected = await heapgaugeMetricProducer(monitor).collect();
    assert.deepEqual(publishedMetrics(collected), []);
  });

  it('any metric reader receives the latest report, with the resource of its provider', async () => {
    const reader = new PulledReader({ metricProducers: [heapgaugeMetricProducer(monitor)] });
    const resource = resourceFromAttributes({ 'service.name': 'shop' });
    const provider = new MeterProvider({ readers: [reader], resource });
    const report = await nextReport(monitor);
    const collected = await reader.collect();
    assert.equal(valueOf(collected, 'heapgauge.heap.used_bytes'), report.heap.usedBytes);
    assert.equal(collected.resourceMetrics.resource.attributes['service.name'], 'shop');
    await provider.shutdown();
  });

  it('a metric producer that is made late begins with the latest report', async () => {
    const report = await nextReport(monitor);
    const collected = await heapgaugeMetricProducer(monitor).collect();
    assert.equal(valueOf(collected, 'heapgauge.heap.used_bytes'), report.heap.usedBytes);
  });

  it('the pause of each read is counted once, also where two producers are collected', async () => {
    const producers = [heapgaugeMetricProducer(monitor), heapgaugeMetricProducer(monitor)];
    const counts = async (): Promise<Array<number | undefined>> =>
      Promise.all(producers.map(async (producer) => publishedHistograms(await producer.collect())[0]?.count));
    await nextReport(monitor);
    const [first = NaN] = await counts();
    await nextReport(monitor);
    await nextReport(monitor);
    assert.deepEqual(await counts(), [first + 2, first + 2]);
  });

  it('producers of one monitor share a listener, however many are made', () => {
    const before = monitor.listenerCount('report');
    for (let n = 0; n < 20; n += 1) heapgaugeMetricProducer(monitor);
    assert.equal(monitor.listenerCount('report'), before);
  });

  it('a metric producer has nothing once the monitor has stopped', async () => {
    const producer = heapgaugeMetricProducer(monitor);
    await nextReport(monitor);
    await monitor.stop();
    const { resourceMetrics, errors } = await producer.collect();
    assert.deepEqual([resourceMetrics.scopeMetrics, errors], [[], []]);
    assert.notEqual(monitor.report, undefined);
  });
});

/** Collects when asked, and leaves out what would be sent. */
class PulledReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

function valueOf(collected: CollectionResult, name: string): number | undefined {
  return publishedMetrics(collected).find((metric) => metric.name === name)?.points[0]?.[1];
}
