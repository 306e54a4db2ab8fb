import type { CollectedMetrics } from '../publish/metric-data.js';
import { ReportMetricProducer } from '../publish/producer.js';
import type { Monitor } from './monitor.js';

/** A `MetricProducer` of OpenTelemetry's SDK, of either generation. */
export interface HeapgaugeMetricProducer {
  collect(): Promise<CollectedMetrics>;
}

/** The producer of each monitor. All that are asked for share it, so that the monitor has one listener for them. */
const producers = new WeakMap<Monitor, ReportMetricProducer>();

/**
 * Makes a metric producer of a monitor, for the option `metricProducers` of any OpenTelemetry metric reader. Each
 * collection has exactly what is in the latest report, so that a site that is gone disappears; while the sampler is
 * dead, and after the monitor has stopped, it has nothing.
 */
export function heapgaugeMetricProducer(monitor: Monitor): HeapgaugeMetricProducer {
  const producer = producers.get(monitor) ?? follow(monitor);
  return { collect: () => (monitor.isReporting ? producer : new ReportMetricProducer()).collect() };
}

function follow(monitor: Monitor): ReportMetricProducer {
  const producer = new ReportMetricProducer();
  producers.set(monitor, producer);
  if (monitor.report !== undefined) producer.publish(monitor.report);
  monitor.on('report', (report) => {
    producer.publish(report);
  });
  return producer;
}
