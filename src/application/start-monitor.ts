import { isMainThread } from 'node:worker_threads';
import { snapshotOfAll } from '../tracing/profile-snapshot.js';
import { HeapgaugeError } from '../values/errors.js';
import { beginMonitor } from './begin-monitor.js';
import type { Monitor } from './monitor.js';
import type { MonitorOptions } from './options.js';

/**
 * Starts watching this process: it samples the heap, makes a report every period, and serves the metrics page. The
 * promise resolves when the page is served, or could not be, in which case an `error` event says why. A process needs
 * one monitor.
 *
 * Start it before anything else. Code that V8 has optimised before goes on combining allocations, which hides what a
 * function keeps beside what it drops.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`,
 *   `ERR_HEAPGAUGE_NOT_MAIN_THREAD` in a worker thread, whose heap the sampler does not read
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
