import type { CollectedMetrics } from '../publish/metric-data.js';
import { ReportMetricProducer } from '../publish/producer.js';
import type { Monitor } from './monitor.js';

/** A `MetricProducer` of OpenTelemetry's SDK, of either generation. */
export interface HeapgaugeMetricProducer {
  collect(): Promise<CollectedMetrics>;
}

/**
 * Makes a metric producer of a monitor, for the option `metricProducers` of any OpenTelemetry metric reader. Each
 * collection has exactly what is in the latest report, so that a site that is gone disappears; after the monitor has
 * stopped it has nothing.
 */
export function heapgaugeMetricProducer(monitor: Monitor): HeapgaugeMetricProducer {
  const producer = new ReportMetricProducer();
  if (monitor.report !== undefined) producer.publish(monitor.report);
  monitor.on('report', (report) => {
    producer.publish(report);
  });
  return { collect: () => (monitor.isRunning ? producer : new ReportMetricProducer()).collect() };
}
