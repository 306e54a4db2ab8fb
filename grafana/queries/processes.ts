import { ATTRIBUTE, METRIC } from '../../src/publish/names.js';
import { chosen, ofMainThreads, ofProcesses, perProcess } from './dashboard-selectors.js';
import type { MetricName } from './prometheus-name.js';
import { perInstance } from './promql.js';

/** Processes whose heap is read. */
export function isRead(): string {
  return `(${perProcess(METRIC.tracedCurrent)} > 0)`;
}

/** The use of the heap as a share of its limit, by process: of its heaps that of the thread which is nearest to its limit. */
export function heapUtilization(): string {
  const perThread = (metric: MetricName): string =>
    `max by (${perInstance(ATTRIBUTE.thread)}) (${ofProcesses(metric)})`;
  return `max by (${perInstance()}) (${perThread(METRIC.heapUsed)} / ${perThread(METRIC.heapLimit)})`;
}

/** The time until a process reaches its first limit: the shortest of its threads. */
export function timeToLimit(): string {
  return `min by (${perInstance()}) (${ofProcesses(METRIC.heapTimeToLimit)})`;
}

/**
 * The shortest time until a heap is full; thirty years, as through OTLP, where no process that is read will reach its
 * limit.
 */
export function firstLimit(): string {
  return `min(${ofProcesses(METRIC.heapTimeToLimit)}) or 1e9 + 0 * count(${isRead()})`;
}

/**
 * Processes that came back under their old name: their peak use of the heap has fallen, which it never does while a
 * process lives. PromQL's `resets` would need both lives within its range, and some processes are down for longer.
 * @param fallen how to compare, `<` or `< bool`
 */
export function restarted(fallen: '<' | '< bool'): string {
  const peak = ofMainThreads(METRIC.heapPeak);
  const [now, before] = [peak, `last_over_time(${peak}[1h] offset $__interval)`];
  return `max by (${perInstance()}) (${now}) ${fallen} max by (${perInstance()}) (${before})`;
}

/** `target_info` of the processes that publish heapgauge's metrics: other programs have a `target_info`, too. */
export function targets(): string {
  return `(${chosen('target_info')} and on (${perInstance()}) ${ofProcesses(METRIC.heapLimit)})`;
}

/** A metric of main threads by process and version of its service; a process that has just been deployed may have two versions. */
export function perVersion(metric: MetricName): string {
  return `group by (${perInstance('service_version')}) (${chosen('target_info')})
* on (${perInstance()}) group_left ()
max by (${perInstance()}) (${ofMainThreads(metric)})`;
}
