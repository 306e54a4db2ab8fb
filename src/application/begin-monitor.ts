import { createLog } from '../values/log.js';
import type { Alert, EventLoggerProvider } from '../report/alerts.js';
import { Monitor, type MonitorParts } from './monitor.js';
import { type MonitorOptions, type OptionNames, resolveOptions } from './options.js';
import { openInProcess, openThread } from './sampler-connection.js';
import { emitEvent } from '../publish/events.js';
import { publishToMeter } from '../publish/instruments.js';

/** The parameters of {@link beginMonitor} besides the monitor's options. */
interface BeginOptions extends Pick<MonitorParts, 'takeSnapshot'> {
  readonly names?: OptionNames;
  /** Gives the provider that the next event goes to; without one it goes to the global provider. */
  readonly loggerProvider?: () => EventLoggerProvider | undefined;
}

/** Starts a monitor at once and without waiting, as preloading may not delay the application. */
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
