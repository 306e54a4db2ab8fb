import { createLog } from './log.js';
import type { Alert, EventLoggerProvider } from './monitor/alerts.js';
import { Monitor, type MonitorParts } from './monitor/monitor.js';
import { type MonitorOptions, type OptionNames, resolveOptions } from './monitor/options.js';
import { openInProcess, openThread } from './sampler-links.js';
import { emitEvent } from './telemetry/events.js';
import { publishToMeter } from './telemetry/instruments.js';

/** What {@link beginMonitor} is called with besides options. */
interface BeginOptions extends Pick<MonitorParts, 'takeSnapshot'> {
  readonly names?: OptionNames;
  /** Where the next event goes; the global provider where there is none. */
  readonly loggerProvider?: () => EventLoggerProvider | undefined;
}

/** Starts at once and without waiting, for preloading: nothing may delay the application. */
export function beginMonitor(
  options: MonitorOptions,
  { names, takeSnapshot, loggerProvider = () => options.loggerProvider }: BeginOptions = {},
): Monitor {
  const settings = resolveOptions(options, names);
  const publisher = options.meterProvider === undefined ? undefined : publishToMeter(options.meterProvider);
  const { onAlert } = options;
  const emit = (alert: Alert): void => {
    emitEvent(alert, loggerProvider());
  };
  return new Monitor({
    settings,
    log: createLog(settings.logLevel),
    openThread,
    openInProcess,
    publisher,
    takeSnapshot,
    alertHandlers: onAlert === undefined ? [emit] : [emit, onAlert],
  });
}
