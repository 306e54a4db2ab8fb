import type { LogLevel } from '../values/log.js';
import type { StarterName } from '../v8/starters.js';
import { readConfigFile } from './config-file.js';
import type { MonitorOptions, OptionNames } from './options.js';

/** The variables that set options. */
const VARIABLES = {
  sampleIntervalBytes: 'HEAPGAUGE_SAMPLE_INTERVAL',
  stackDepth: 'HEAPGAUGE_STACK_DEPTH',
  starter: 'HEAPGAUGE_STARTER',
  allocationFolding: 'HEAPGAUGE_ALLOCATION_FOLDING',
  period: 'HEAPGAUGE_PERIOD',
  topSites: 'HEAPGAUGE_TOP_SITES',
  maxPauseRatio: 'HEAPGAUGE_MAX_PAUSE_RATIO',
  span: 'HEAPGAUGE_LEAK_SPAN',
  falseAlarmsPerWeek: 'HEAPGAUGE_FALSE_ALARMS_PER_WEEK',
  collectAfter: 'HEAPGAUGE_COLLECT_AFTER',
  host: 'HEAPGAUGE_HOST',
  port: 'HEAPGAUGE_PORT',
  budgets: 'HEAPGAUGE_BUDGETS',
  alertmanager: 'HEAPGAUGE_ALERTMANAGER',
  logLevel: 'HEAPGAUGE_LOG_LEVEL',
} as const satisfies OptionNames;

/** Names a file with further options; a variable comes before it. */
const CONFIG_VARIABLE = 'HEAPGAUGE_CONFIG';

/** What the environment says. */
export interface EnvironmentOptions {
  readonly options: MonitorOptions;
  /** For errors: options under the names of their variables. */
  readonly names: OptionNames;
  /** Variables with our prefix that mean nothing. */
  readonly unknown: readonly string[];
  readonly known: readonly string[];
}

/**
 * Reads options from environment variables and the file that one of them may name. Values are checked where options are.
 * An empty variable is unset.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` where the file cannot be read or holds no options
 */
export function optionsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): EnvironmentOptions {
  const text = (key: keyof typeof VARIABLES): string | undefined => environment[VARIABLES[key]]?.trim() || undefined;
  const number = (key: keyof typeof VARIABLES): number | undefined => {
    const value = text(key);
    // Not a number: passed on as it is, for the error that shows it.
    return value === undefined || Number.isNaN(Number(value))
      ? (value as unknown as number | undefined)
      : Number(value);
  };
  const options = withoutUndefined({
    sampleIntervalBytes: text('sampleIntervalBytes'),
    stackDepth: number('stackDepth'),
    starter: text('starter') as StarterName | undefined,
    allocationFolding: text('allocationFolding') as boolean | undefined,
    period: text('period'),
    topSites: number('topSites'),
    maxPauseRatio: number('maxPauseRatio'),
    leak: withoutUndefined({
      span: text('span'),
      falseAlarmsPerWeek: number('falseAlarmsPerWeek'),
      collectAfter: text('collectAfter'),
    }),
    prometheus: withoutUndefined({ host: text('host'), port: number('port') }),
    // As it stands: an error counts its characters.
    budgets: text('budgets') && environment[VARIABLES.budgets],
    alertmanager: text('alertmanager'),
    logLevel: text('logLevel') as LogLevel | undefined,
  });
  const known: string[] = [...Object.values(VARIABLES), CONFIG_VARIABLE];
  const unknown = Object.keys(environment).filter((name) => name.startsWith('HEAPGAUGE_') && !known.includes(name));
  const path = environment[CONFIG_VARIABLE]?.trim();
  const file = path ? readConfigFile(path, CONFIG_VARIABLE) : { options: {}, names: {} };
  const names = Object.fromEntries(
    Object.entries(VARIABLES).filter(([key, name]) => environment[name]?.trim() || !(key in file.names)),
  );
  return { options: merged(file.options, options), names: { ...file.names, ...names }, unknown, known };
}

/** The second before the first, and so in the options that have parts. */
function merged(first: MonitorOptions, second: MonitorOptions): MonitorOptions {
  const parts = Object.fromEntries(
    (['leak', 'prometheus'] as const).map((key) => {
      const [below, above] = [first[key], second[key]];
      return [key, isParts(below) && isParts(above) ? { ...below, ...above } : isEmpty(above) ? below : above];
    }),
  );
  return withoutUndefined({ ...first, ...second, ...parts });
}

function isParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (isParts(value) && Object.keys(value).length === 0);
}

/** True where OpenTelemetry, and with it everything here, is to do nothing. */
export function isSwitchedOff(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true';
}

/** True for the script of what starts applications and is none. */
export function isPackageManager(script: string | undefined): boolean {
  return /[\\/](npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack)(-cli)?(\.[cm]?js)?$/.test(script ?? '');
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
