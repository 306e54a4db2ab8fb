import { isMainThread } from 'node:worker_threads';
import { beginMonitor } from './begin-monitor.js';
import { HeapgaugeError } from '../values/errors.js';
import type { Monitor } from './monitor.js';
import type { MonitorOptions } from './options.js';
import { snapshotOfAll } from '../tracing/tracer.js';

/**
 * Starts watching this process: samples its heap, makes a report every period, and serves the metrics page.
 * Resolves when the page is served, or could not be (an `error` event says why). One monitor a process.
 *
 * Start it before anything else: what V8 has optimised until then goes on folding allocations, which hides what is kept
 * beside what is dropped.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`,
 *   `ERR_HEAPGAUGE_NOT_MAIN_THREAD` in a worker thread, whose heap is not the one that is read
 */
export async function startMonitor(options: MonitorOptions = {}): Promise<Monitor> {
  if (!isMainThread) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_NOT_MAIN_THREAD',
      'worker threads are not watched: start the monitor on the main thread',
    );
  }
  const monitor = beginMonitor(options, { takeSnapshot: snapshotOfAll });
  await monitor.ready();
  return monitor;
}
