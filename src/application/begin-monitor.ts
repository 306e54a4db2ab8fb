import { emitEvent, type EventLoggerProvider } from '../publish/events.js';
import { publishToMeter } from '../publish/instruments.js';
import type { Alert } from '../report/alerts.js';
import type { ReportPublisher } from '../report/publisher.js';
import { reasonOf } from '../values/errors.js';
import { createLog, type Log } from '../values/log.js';
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

const ANOTHER_RUNS =
  'another monitor runs in this process already, and one is enough: they share the profiler, and cannot share a port';

/** The monitors of this process that were running when the latest began, and that one. */
let begun: ReadonlyArray<WeakRef<Monitor>> = [];

/** Starts a monitor at once and without waiting, as preloading may not delay the application. */
export function beginMonitor(
  options: MonitorOptions,
  { nameOf, takeSnapshot, loggerProvider = () => options.loggerProvider }: BeginOptions = {},
): Monitor {
  const settings = resolveOptions(options, nameOf);
  const { onAlert } = options;
  const emit = (alert: Alert): void => {
    emitEvent(alert, loggerProvider());
  };
  const log = createLog(settings.logLevel);
  const publisher = publisherFor(options.meterProvider, log);
  if (begun.some((monitor) => monitor.deref()?.isRunning === true)) log('warn', ANOTHER_RUNS);
  const monitor = outsideAnyStore(
    () =>
      new Monitor({
        settings,
        log,
        openThread,
        openInProcess,
        publisher,
        takeSnapshot,
        alertHandlers: onAlert === undefined ? [emit] : [emit, onAlert],
      }),
  );
  begun = [...begun.filter((other) => other.deref()?.isRunning === true), new WeakRef(monitor)];
  return monitor;
}

/** Publishes through a provider. One that throws is the application's affair, and the monitor goes on without it. */
function publisherFor(provider: MonitorOptions['meterProvider'], log: Log): ReportPublisher | undefined {
  try {
    return provider === undefined ? undefined : publishToMeter(provider);
  } catch (error) {
    log('error', `the meter provider threw: ${reasonOf(error)}`);
    return undefined;
  }
}
