import type { MeterProvider } from '@opentelemetry/api';
import { invalidOption } from '../errors.js';
import { LOG_LEVELS, type LogLevel } from '../log.js';
import { integer, oneOf, share, within } from '../option-values.js';
import { resolveSampling, type SamplingOptions } from '../profiler/sampling-options.js';
import type { StarterName } from '../profiler/starters.js';
import { parseDuration } from '../units.js';

/** What `startMonitor` takes. */
export interface MonitorOptions extends SamplingOptions {
  /** Time between reads: seconds, or text with a unit; 100 ms to 1 day. @default '15s' */
  period?: number | string;
  /** Sites listed in a report and on the metrics page besides `(other)`; 1 to 1,000. @default 50 */
  topSites?: number;
  /** Largest share of time the application may be paused for reads, above 0 to 1; the period stretches to keep it. @default 0.002 */
  maxPauseRatio?: number;
  /** Where the Prometheus page is served; port 0 takes a free one, `false` serves none. @default { host: '127.0.0.1', port: 9464 } */
  prometheus?: { host?: string; port?: number } | false;
  /** Also publishes through this provider's meters. */
  meterProvider?: MeterProvider;
  /** Lines on standard error. @default 'warn' */
  logLevel?: LogLevel;
}

/** Options checked and filled in: plain data, ready to cross to the sampler thread. */
export interface MonitorSettings {
  readonly sampleIntervalBytes: number;
  readonly stackDepth: number;
  readonly starter: StarterName | 'auto';
  readonly periodSeconds: number;
  readonly topSites: number;
  readonly maxPauseRatio: number;
  readonly prometheus: { readonly host: string; readonly port: number } | false;
  readonly logLevel: LogLevel;
}

/** How an option is named in an error: by itself, or by the environment variable it came from. */
export type OptionNames = Readonly<Partial<Record<keyof MonitorOptions | 'host' | 'port', string>>>;

const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  'sampleIntervalBytes',
  'stackDepth',
  'starter',
  'period',
  'topSites',
  'maxPauseRatio',
  'prometheus',
  'meterProvider',
  'logLevel',
] satisfies Array<keyof MonitorOptions>);

/**
 * Checks options and fills in defaults.
 *
 * @param names what to call an option in an error, where not by its own name
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, naming the option, what was given and what is accepted
 */
export function resolveOptions(options: MonitorOptions = {}, names: OptionNames = {}): MonitorSettings {
  for (const key of Object.keys(options)) {
    if (!KNOWN_OPTIONS.has(key)) throw invalidOption('options', key, `only ${[...KNOWN_OPTIONS].join(', ')}`);
  }
  const name = (key: keyof OptionNames): string => names[key] ?? key;
  return {
    ...resolveSampling(options, name),
    periodSeconds: within(options.period ?? '15s', name('period'), {
      parse: parseDuration,
      least: 0.1,
      most: 86_400,
      accepted: 'a duration from 100ms to 1d',
    }),
    topSites: integer(options.topSites ?? 50, 1, 1000, name('topSites')),
    maxPauseRatio: share(options.maxPauseRatio ?? 0.002, name('maxPauseRatio')),
    prometheus: options.prometheus === false ? false : listenAddress(options.prometheus ?? {}, name),
    logLevel: oneOf(options.logLevel ?? 'warn', LOG_LEVELS, name('logLevel')),
  };
}

function listenAddress(
  given: unknown,
  name: (key: 'prometheus' | 'host' | 'port') => string,
): { host: string; port: number } {
  const accepted = 'false or { host, port }';
  if (typeof given !== 'object' || given === null) throw invalidOption(name('prometheus'), given, accepted);
  const { host = '127.0.0.1', port = 9464, ...others } = given as { host?: unknown; port?: unknown };
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalidOption(name('prometheus'), other, accepted);
  if (typeof host !== 'string' || host === '') throw invalidOption(name('host'), host, 'an address or host name');
  return { host, port: integer(port, 0, 65_535, name('port')) };
}
