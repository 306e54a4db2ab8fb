import type { MeterProvider } from '@opentelemetry/api';
import type { EventLoggerProvider } from '../publish/events.js';
import type { Alert } from '../report/alerts.js';
import { MONITOR_OPTIONS, type MonitorSettings } from '../threads/settings.js';
import { SAMPLING_OPTIONS, type SamplingOptions } from '../v8/sampling-options.js';
import { invalidOption } from '../values/errors.js';
import type { CodeOptionTable, OptionsOf } from '../values/option-table.js';
import { onlyKeys } from '../values/option-values.js';
import { type OptionNames, resolveTable } from '../values/resolve-options.js';

/** The options that are code: they stay on the application's thread, and no variable or file can set them. */
export const CODE_OPTIONS = {
  /**
   * A function that receives every alert. Its result is not awaited; what it throws or rejects with is logged and
   * counted.
   */
  onAlert: {
    help: 'a function that receives every alert',
    check: (given: (alert: Alert) => unknown, name: string): void => {
      if (typeof given !== 'function') throw invalidOption(name, given, 'a function');
    },
  },
  /** A provider through whose meters reports are published, besides the metrics page. */
  meterProvider: {
    help: 'a MeterProvider of OpenTelemetry to publish through as well',
    check: (given: MeterProvider): MeterProvider => given,
  },
  /** A provider through whose loggers events are emitted, instead of the global one's. */
  loggerProvider: {
    help: 'a LoggerProvider of OpenTelemetry for events instead of the global one',
    check: (given: EventLoggerProvider): EventLoggerProvider => given,
  },
} as const;

/** The options that are plain data: variables and a file can set them. */
export const DATA_OPTIONS: typeof SAMPLING_OPTIONS & typeof MONITOR_OPTIONS = {
  ...SAMPLING_OPTIONS,
  ...MONITOR_OPTIONS,
};

/** The options of `startMonitor`. */
export interface MonitorOptions
  extends SamplingOptions, OptionsOf<typeof MONITOR_OPTIONS>, OptionsOf<typeof CODE_OPTIONS> {}

/**
 * Checks options and fills in defaults.
 *
 * @param nameOf what to call an option in an error, where not by its place
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, naming the option, what was given and what is accepted
 */
export function resolveOptions(options: MonitorOptions = {}, nameOf: OptionNames = inCode): MonitorSettings {
  onlyKeys(options, Object.keys({ ...DATA_OPTIONS, ...CODE_OPTIONS }), nameOf(''));
  const code: CodeOptionTable = CODE_OPTIONS;
  for (const [key, { check }] of Object.entries(code)) {
    const given = options[key as keyof typeof CODE_OPTIONS];
    if (given !== undefined) check(given as never, nameOf(key));
  }
  return resolveTable(DATA_OPTIONS, options, nameOf);
}

function inCode(path: string): string {
  return path || 'options';
}
