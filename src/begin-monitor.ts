import { createLog } from './log.js';
import { Monitor, type MonitorParts } from './monitor/monitor.js';
import { type MonitorOptions, type OptionNames, resolveOptions } from './monitor/options.js';
import { openInProcess, openThread } from './sampler-links.js';
import { publishToMeter } from './telemetry/instruments.js';

/** Starts at once and without waiting, for preloading: nothing may delay the application. */
export function beginMonitor(
  options: MonitorOptions,
  { names, takeSnapshot }: { names?: OptionNames } & Pick<MonitorParts, 'takeSnapshot'> = {},
): Monitor {
  const settings = resolveOptions(options, names);
  const publisher = options.meterProvider === undefined ? undefined : publishToMeter(options.meterProvider);
  return new Monitor({
    settings,
    log: createLog(settings.logLevel),
    openThread,
    openInProcess,
    publisher,
    takeSnapshot,
  });
}
