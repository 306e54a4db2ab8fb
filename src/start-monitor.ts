import { beginMonitor } from './begin-monitor.js';
import type { Monitor } from './monitor/monitor.js';
import type { MonitorOptions } from './monitor/options.js';
import { snapshotOfAll } from './snapshot/tracer.js';

/**
 * Starts watching this process: samples its heap, makes a report every period, and serves the metrics page.
 * Resolves when the page is served, or could not be (an `error` event says why). One monitor a process.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`
 */
export async function startMonitor(options: MonitorOptions = {}): Promise<Monitor> {
  const monitor = beginMonitor(options, { takeSnapshot: snapshotOfAll });
  await monitor.ready();
  return monitor;
}
