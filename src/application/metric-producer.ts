import type { Resource } from '@opentelemetry/resources';
import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics';
import { ReportMetricProducer } from '../publish/producer.js';
import type { Monitor } from './monitor.js';

/** The resource of the producer, which is empty: a metric reader uses the resource of its own provider. */
const NO_RESOURCE: Resource = { attributes: {}, merge: (other) => other ?? NO_RESOURCE, getRawAttributes: () => [] };

/**
 * Makes a metric producer of a monitor, for the option `metricProducers` of any OpenTelemetry metric reader. Each
 * collection has exactly what is in the latest report, so that a site that is gone disappears; after the monitor has
 * stopped it has nothing.
 */
export function heapgaugeMetricProducer(monitor: Monitor): MetricProducer {
  const producer = new ReportMetricProducer(NO_RESOURCE);
  if (monitor.report !== undefined) producer.publish(monitor.report);
  monitor.on('report', (report) => {
    producer.publish(report);
  });
  return { collect: () => (monitor.isRunning ? producer.collect() : Promise.resolve(nothing())) };
}

function nothing(): CollectionResult {
  return { resourceMetrics: { resource: NO_RESOURCE, scopeMetrics: [] }, errors: [] };
}
