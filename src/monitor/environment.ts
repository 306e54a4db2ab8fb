import type { LogLevel } from '../log.js';
import type { StarterName } from '../profiler/starters.js';
import type { MonitorOptions, OptionNames } from './options.js';

/** The variables that set options. */
const VARIABLES = {
  sampleIntervalBytes: 'HEAPGAUGE_SAMPLE_INTERVAL',
  stackDepth: 'HEAPGAUGE_STACK_DEPTH',
  starter: 'HEAPGAUGE_STARTER',
  period: 'HEAPGAUGE_PERIOD',
  topSites: 'HEAPGAUGE_TOP_SITES',
  maxPauseRatio: 'HEAPGAUGE_MAX_PAUSE_RATIO',
  span: 'HEAPGAUGE_LEAK_SPAN',
  falseCallsPerWeek: 'HEAPGAUGE_FALSE_CALLS_PER_WEEK',
  collectAfter: 'HEAPGAUGE_COLLECT_AFTER',
  host: 'HEAPGAUGE_HOST',
  port: 'HEAPGAUGE_PORT',
  logLevel: 'HEAPGAUGE_LOG_LEVEL',
} as const satisfies OptionNames;

/** What the environment says. */
export interface EnvironmentOptions {
  readonly options: MonitorOptions;
  /** For errors: options under the names of their variables. */
  readonly names: OptionNames;
  /** Variables with our prefix that mean nothing. */
  readonly unknown: readonly string[];
  readonly known: readonly string[];
}

/** Reads options from environment variables. Values are checked where options are. An empty variable is unset. */
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
    period: text('period'),
    topSites: number('topSites'),
    maxPauseRatio: number('maxPauseRatio'),
    leak: withoutUndefined({
      span: text('span'),
      falseCallsPerWeek: number('falseCallsPerWeek'),
      collectAfter: switchOf(text('collectAfter')),
    }),
    prometheus: withoutUndefined({ host: text('host'), port: number('port') }),
    logLevel: text('logLevel') as LogLevel | undefined,
  });
  const known: string[] = Object.values(VARIABLES);
  const unknown = Object.keys(environment).filter((name) => name.startsWith('HEAPGAUGE_') && !known.includes(name));
  return { options, names: VARIABLES, unknown, known };
}

/** `on` and `off` for true and false, anything else as it is. */
function switchOf(value: string | undefined): string | boolean | undefined {
  return value === 'on' ? true : value === 'off' ? false : value;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
