import type { MeterProvider } from '@opentelemetry/api';
import type { Budget } from '../budget/budget.js';
import { parseBudgets } from '../budget/grammar.js';
import { invalidOption } from '../values/errors.js';
import { LOG_LEVELS, type LogLevel } from '../values/log.js';
import type { LeakThresholds } from '../growth/thresholds.js';
import { between, integer, onOrOff, oneOf, onlyKeys, share, switchOf, texts, within } from '../values/option-values.js';
import { resolveSampling, type SamplingOptions } from '../v8/sampling-options.js';
import type { SamplingParameters, StarterName } from '../v8/starters.js';
import { parseDuration, readDuration } from '../values/units.js';
import type { Alert, EventLoggerProvider } from '../report/alerts.js';

/** When a site is called leaking, and what is done to find out. */
export interface LeakOptions {
  /**
   * The shortest span that growth is looked for in, and longer ones for slow leaks: seconds, or text with a unit; 1 s to
   * 1 day. What fills up evenly for more than two thirds of it is called leaking until it is full. @default '1h'
   */
  span?: number | string;
  /** Calls that chance alone may cause in this process a week, over all sites; above 0 to 100. @default 0.001 */
  falseAlarmsPerWeek?: number;
  /** Growth over a span that counts, as a share of what the site held at its begin; 0 to 10. @default 0.1 */
  minimumGrowthRatio?: number;
  /**
   * Asks V8 for a major collection where none has come for so long: growth is measured between collections. It pauses
   * the application as any full collection does. `true` or `'on'` is 10 minutes; else a duration from 1 s to 1 day.
   * @default false
   */
  collectAfter?: number | string | boolean;
}

/** What `startMonitor` takes. */
export interface MonitorOptions extends SamplingOptions {
  /**
   * Lets V8 go on folding neighbouring allocations of optimised functions into one, which hides what such a function
   * keeps beside what it drops. Without folding, code that does little but allocate takes up to a tenth longer.
   * @default false
   */
  allocationFolding?: boolean;
  /** Time between reads: seconds, or text with a unit; 100 ms to 1 day. @default '15s' */
  period?: number | string;
  /** Sites listed in a report and on the metrics page besides `(other)`; 1 to 1,000. @default 50 */
  topSites?: number;
  /** Largest share of time the application may be paused for reads, above 0 to 1; the period stretches to keep it. @default 0.002 */
  maxPauseRatio?: number;
  /** Where the Prometheus page is served; port 0 takes a free one, `false` serves none. @default { host: '127.0.0.1', port: 9464 } */
  prometheus?: { host?: string; port?: number } | false;
  /** When a site is called leaking. */
  leak?: LeakOptions;
  /**
   * Limits on memory: `traced`, `retained`, `heap`, `rss`, `external`, or `site:`, `file:`, `package:` and a glob; then
   * an amount, a share of the heap's limit (for `rss` and `external` of the container's) or a growth rate, and options:
   * `"heap=80% for 2min clear 70% repeat 4h severity critical as heap-share; site:src/cache/**=64MiB"`. @default none
   */
  budgets?: string | readonly string[];
  /** Called with every alert and awaited nowhere; what it throws is logged and counted. */
  onAlert?: (alert: Alert) => unknown;
  /** Posts what leaks, budgets that fire and trouble of the sampler to the API of Alertmanager as well. @default none */
  alertmanager?: AlertmanagerOptions | string | false;
  /** Also publishes through this provider's meters. */
  meterProvider?: MeterProvider;
  /** Emits events through this provider's loggers instead of the global one's. */
  loggerProvider?: EventLoggerProvider;
  /** Lines on standard error. @default 'warn' */
  logLevel?: LogLevel;
}

/** Where alerts are posted to. */
export interface AlertmanagerOptions {
  /** Base address, such as `http://alertmanager:9093`; all of them where there are several. */
  url: string | readonly string[];
  /** Sent along, such as `authorization`. */
  headers?: Readonly<Record<string, string>>;
  /** Labels of every alert besides or instead of `job` and `instance`. */
  labels?: Readonly<Record<string, string>>;
}

/** Options checked and filled in: plain data, ready to cross to the sampler thread. */
export interface MonitorSettings extends SamplingParameters {
  readonly starter: StarterName | 'auto';
  readonly allocationFolding: boolean;
  readonly periodSeconds: number;
  readonly topSites: number;
  readonly maxPauseRatio: number;
  readonly prometheus: { readonly host: string; readonly port: number } | false;
  readonly logLevel: LogLevel;
  readonly leak: LeakThresholds;
  /** Longest time without a major collection; `false` for any. */
  readonly collectAfterSeconds: number | false;
  readonly budgets: readonly Budget[];
  readonly alertmanager: AlertmanagerSettings | false;
}

/** {@link AlertmanagerOptions}, checked and filled in. */
export interface AlertmanagerSettings {
  readonly urls: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** How an option is named in an error: by itself, or by the environment variable it came from. */
export type OptionNames = Readonly<Partial<Record<OptionKey, string>>>;

type OptionKey = keyof MonitorOptions | keyof LeakOptions | keyof AlertmanagerOptions | 'host' | 'port';

/** Options by name, in the order that errors list them. */
const KNOWN_OPTIONS = [
  'sampleIntervalBytes',
  'stackDepth',
  'starter',
  'allocationFolding',
  'period',
  'topSites',
  'maxPauseRatio',
  'prometheus',
  'leak',
  'budgets',
  'onAlert',
  'alertmanager',
  'meterProvider',
  'loggerProvider',
  'logLevel',
] as const satisfies Array<keyof MonitorOptions>;

/** Options that are code, and cannot stand in a file. */
const CODE_OPTIONS: readonly string[] = ['onAlert', 'meterProvider', 'loggerProvider'];

/** Options that can stand in a file. */
export const DATA_OPTIONS: readonly string[] = KNOWN_OPTIONS.filter((key) => !CODE_OPTIONS.includes(key));

/** The parts of options that have parts. */
export const OPTION_PARTS: Readonly<Record<'prometheus' | 'leak' | 'alertmanager', readonly string[]>> = {
  prometheus: ['host', 'port'],
  leak: ['span', 'falseAlarmsPerWeek', 'minimumGrowthRatio', 'collectAfter'],
  alertmanager: ['url', 'headers', 'labels'],
};

/**
 * Checks options and fills in defaults.
 *
 * @param names what to call an option in an error, where not by its own name
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, naming the option, what was given and what is accepted
 */
export function resolveOptions(options: MonitorOptions = {}, names: OptionNames = {}): MonitorSettings {
  onlyKeys(options, KNOWN_OPTIONS, 'options');
  if (options.onAlert !== undefined && typeof options.onAlert !== 'function') {
    throw invalidOption('onAlert', options.onAlert, 'a function');
  }
  const name = (key: keyof OptionNames): string => names[key] ?? key;
  return {
    ...resolveSampling(options, name),
    allocationFolding: onOrOff(options.allocationFolding ?? false, name('allocationFolding')),
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
    ...resolveLeak(options.leak ?? {}, name),
    budgets: parseBudgets(options.budgets ?? [], name('budgets')),
    alertmanager: resolveAlertmanager(options.alertmanager ?? false, names),
  };
}

function resolveLeak(
  given: LeakOptions,
  name: (key: keyof LeakOptions | 'leak') => string,
): Pick<MonitorSettings, 'leak' | 'collectAfterSeconds'> {
  onlyKeys(given, OPTION_PARTS.leak, name('leak'));
  const seconds = (value: unknown, key: keyof LeakOptions, accepted: string): number =>
    within(value, name(key), { parse: parseDuration, least: 1, most: 86_400, accepted });
  const { span = '1h', falseAlarmsPerWeek = 0.001, minimumGrowthRatio = 0.1, collectAfter = false } = given;
  return {
    leak: {
      spanSeconds: seconds(span, 'span', 'a duration from 1s to 1d'),
      falseAlarmsPerWeek: between(falseAlarmsPerWeek, 1e-6, 100, name('falseAlarmsPerWeek')),
      minimumGrowthRatio: between(minimumGrowthRatio, 0, 10, name('minimumGrowthRatio')),
    },
    collectAfterSeconds: collectAfterSeconds(switchOf(collectAfter), name('collectAfter')),
  };
}

function collectAfterSeconds(given: unknown, name: string): number | false {
  if (given === false) return false;
  const accepted = 'a duration from 1s to 1d, or "on" or "off"';
  const seconds = readDuration(given === true ? '10min' : given);
  if (seconds === undefined || seconds < 1 || seconds > 86_400) throw invalidOption(name, given, accepted);
  return seconds;
}

function resolveAlertmanager(given: unknown, names: OptionNames): AlertmanagerSettings | false {
  const { alertmanager: name = 'alertmanager' } = names;
  if (given === false) return false;
  if (typeof given === 'string') return { urls: httpAddresses(given.split(','), name), headers: {}, labels: {} };
  onlyKeys(given, OPTION_PARTS.alertmanager, name);
  const { url, headers = {}, labels = {} } = given as Record<keyof AlertmanagerOptions, unknown>;
  const nameOf = (key: keyof AlertmanagerOptions): string => names[key] ?? `${name}.${key}`;
  return {
    urls: httpAddresses(Array.isArray(url) ? url : [url], nameOf('url')),
    headers: httpHeaders(headers, nameOf('headers')),
    labels: alertLabels(labels, nameOf('labels')),
  };
}

function alertLabels(given: unknown, name: string): Record<string, string> {
  const labels = texts(given, name);
  const wrong = Object.keys(labels).find((label) => !/^[a-z_][a-z0-9_]*$/i.test(label));
  if (wrong !== undefined) throw invalidOption(name, wrong, 'labels of letters, digits and _');
  return labels;
}

function httpHeaders(given: unknown, name: string): Record<string, string> {
  const headers = texts(given, name);
  for (const [header, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(header)) throw invalidOption(name, header, 'names of HTTP headers');
    // The value may be a secret.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw invalidOption(`${name}.${header}`, 'what it is', 'characters that an HTTP header may have');
    }
  }
  return headers;
}

function httpAddresses(given: readonly unknown[], name: string): string[] {
  const accepted = 'an address such as http://alertmanager:9093, or several';
  if (given.length === 0) throw invalidOption(name, given, accepted);
  return given.map((one) => {
    const text = typeof one === 'string' ? one.trim() : '';
    const address = URL.canParse(text) ? new URL(text) : undefined;
    const isUsable = address !== undefined && /^https?:$/.test(address.protocol) && hasReadableCredentials(address);
    // A password in it is nobody's affair.
    if (!isUsable) throw invalidOption(name, typeof one === 'string' ? one.replace(/[^/]*@/, '…@') : one, accepted);
    return text;
  });
}

function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function listenAddress(
  given: unknown,
  name: (key: 'prometheus' | 'host' | 'port') => string,
): { host: string; port: number } {
  const accepted = 'false or { host, port }';
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidOption(name('prometheus'), given, accepted);
  }
  const { host = '127.0.0.1', port = 9464, ...others } = given as { host?: unknown; port?: unknown };
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalidOption(name('prometheus'), other, accepted);
  if (typeof host !== 'string' || host === '') throw invalidOption(name('host'), host, 'an address or host name');
  return { host, port: integer(port, 0, 65_535, name('port')) };
}
