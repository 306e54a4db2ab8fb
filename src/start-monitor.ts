import { createLog } from './log.js';
import { Monitor } from './monitor/monitor.js';
import { type MonitorOptions, type OptionNames, resolveOptions } from './monitor/options.js';
import { openInProcess, openThread } from './sampler-links.js';
import { publishToMeter } from './telemetry/instruments.js';

/**
 * Starts watching this process: samples its heap, makes a report every period, and serves the metrics page.
 * Resolves when the page is served, or could not be (an `error` event says why). One monitor a process.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`
 */
export async function startMonitor(options: MonitorOptions = {}): Promise<Monitor> {
  const monitor = beginMonitor(options);
  await monitor.ready();
  return monitor;
}

/** Starts at once and without waiting, for preloading: nothing may delay the application. */
export function beginMonitor(options: MonitorOptions, names?: OptionNames): Monitor {
  const settings = resolveOptions(options, names);
  const publisher = options.meterProvider === undefined ? undefined : publishToMeter(options.meterProvider);
  return new Monitor({ settings, log: createLog(settings.logLevel), openThread, openInProcess, publisher });
}
