import { emitEvent, type EventLoggerProvider } from '../publish/events.js';
import { publishToMeter } from '../publish/instruments.js';
import type { Alert } from '../report/alerts.js';
import { createLog } from '../values/log.js';
import { outsideAnyStore } from '../values/outside-any-store.js';
import type { OptionNames } from '../values/resolve-options.js';
import { Monitor, type MonitorParts } from './monitor.js';
import { type MonitorOptions, resolveOptions } from './options.js';
import { openInProcess, openThread } from './sampler-connection.js';

/** The parameters of {@link beginMonitor} besides the monitor's options. */
interface BeginOptions extends Pick<MonitorParts, 'takeSnapshot'> {
  readonly nameOf?: OptionNames;
  /** Gives the provider that the next event goes to; without one it goes to the global provider. */
  readonly loggerProvider?: () => EventLoggerProvider | undefined;
}

/** Starts a monitor at once and without waiting, as preloading may not delay the application. */
export function beginMonitor(
  options: MonitorOptions,
  { nameOf, takeSnapshot, loggerProvider = () => options.loggerProvider }: BeginOptions = {},
): Monitor {
  const settings = resolveOptions(options, nameOf);
  const publisher = options.meterProvider === undefined ? undefined : publishToMeter(options.meterProvider);
  const { onAlert } = options;
  const emit = (alert: Alert): void => {
    emitEvent(alert, loggerProvider());
  };
  return outsideAnyStore(
    () =>
      new Monitor({
        settings,
        log: createLog(settings.logLevel),
        openThread,
        openInProcess,
        publisher,
        takeSnapshot,
        alertHandlers: onAlert === undefined ? [emit] : [emit, onAlert],
      }),
  );
}
