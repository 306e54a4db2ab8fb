import type { Resource } from '@opentelemetry/resources';
import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Monitor } from './monitor.js';
import { ReportMetricProducer } from '../publish/producer.js';

/** A reader keeps the resource of its own provider and drops a producer's. */
const NO_RESOURCE: Resource = { attributes: {}, merge: (other) => other ?? NO_RESOURCE, getRawAttributes: () => [] };

/**
 * What a monitor has found, for the option `metricProducers` of any metric reader: each collection has the latest report
 * and nothing else, so that a site that is gone disappears. It has nothing once the monitor has stopped.
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
