import type { Budget } from '../budget/budget.js';
import { parseBudgets } from '../budget/grammar.js';
import type { SAMPLING_OPTIONS } from '../v8/sampling-options.js';
import { alertLabels, hostName, httpAddresses, httpHeaders } from '../values/http-values.js';
import { LOG_LEVELS, type LogLevel } from '../values/log.js';
import type { OptionsOf, SettingsOf } from '../values/option-table.js';
import {
  between,
  bytesBetween,
  durationBetween,
  durationAutoOrOff,
  integer,
  onOrOff,
  oneOf,
  share,
} from '../values/option-values.js';

/**
 * The options of a monitor besides those of V8's profiler and those that are code. A row of this table is all that an
 * option needs: its types, its check, its variable, its place in the configuration file and its line in the README
 * follow from it.
 */
export const MONITOR_OPTIONS = {
  /**
   * With `true`, V8 goes on folding neighbouring allocations of optimised functions into one, which hides what such a
   * function keeps beside what it drops. Without folding, code that does little but allocate takes up to a tenth longer.
   * @default false
   */
  allocationFolding: {
    env: 'HEAPGAUGE_ALLOCATION_FOLDING',
    default: false,
    help: '`on` lets V8 go on folding neighbouring allocations into one, which hides what a function keeps beside what it drops',
    check: (given: boolean, name: string): boolean => onOrOff(given, name),
  },
  /** The time between two reads of the heap: seconds, or text with a unit, from 100 ms to 1 day. @default '15s' */
  period: {
    setting: 'periodSeconds',
    env: 'HEAPGAUGE_PERIOD',
    default: '15s',
    help: 'time between reads',
    check: (given: number | string, name: string): number => durationBetween(given, '100ms', '1d', name),
  },
  /**
   * With `false`, the application's worker threads are not looked at: what they hold is memory without a site.
   * @default true
   */
  workers: {
    env: 'HEAPGAUGE_WORKERS',
    default: true,
    help: '`off` does not look at the worker threads of the application',
    check: (given: boolean, name: string): boolean => onOrOff(given, name),
  },
  /** The number of sites that a report and the metrics page list besides `(other)`, from 1 to 1,000. @default 50 */
  topSites: {
    env: 'HEAPGAUGE_TOP_SITES',
    default: 50,
    help: 'sites listed besides `(other)`',
    check: (given: number, name: string): number => integer(given, 1, 1000, name),
  },
  /**
   * The largest share of time, above 0 to 1, that reads may pause the application; the period stretches to stay within
   * it.
   * @default 0.002
   */
  maxPauseRatio: {
    env: 'HEAPGAUGE_MAX_PAUSE_RATIO',
    default: 0.002,
    help: 'the largest share of time that reads may pause the application; the period stretches to stay within it',
    check: (given: number, name: string): number => share(given, name),
  },
  /**
   * The most memory that heapgauge may take beside the application, its thread and what V8 keeps of samples together: a
   * number of bytes, or text with a unit, from 40 MiB to 4 GiB. Where a profile is too large for it, the interval between
   * samples is doubled until it fits.
   * @default '64MiB'
   */
  samplerMemory: {
    setting: 'samplerMemoryBytes',
    env: 'HEAPGAUGE_SAMPLER_MEMORY',
    default: '64MiB',
    help: 'the most memory that heapgauge may take; where a profile is too large for it, fewer samples are taken',
    check: (given: number | string, name: string): number => bytesBetween(given, '40MiB', '4GiB', name),
  },
  /** The address of the metrics page for Prometheus; `false` serves none. @default { host: '127.0.0.1', port: 9464 } */
  prometheus: {
    isOn: 'by default',
    members: {
      /** The address or host name that the metrics page is served at. @default '127.0.0.1' */
      host: {
        env: 'HEAPGAUGE_HOST',
        default: '127.0.0.1',
        help: 'address that the metrics page is served at',
        check: (given: string, name: string): string => hostName(given, name),
      },
      /** The port that the metrics page is served on, from 0 to 65,535; 0 takes a free one. @default 9464 */
      port: {
        env: 'HEAPGAUGE_PORT',
        default: 9464,
        help: 'port of the metrics page; 0 takes a free one, and the option `prometheus: false` serves no page',
        check: (given: number, name: string): number => integer(given, 0, 65_535, name),
      },
    },
  },
  /** The options that say when a site is judged leaking, and what is done to find out. */
  leak: {
    isOn: 'always',
    members: {
      /**
       * The shortest span that growth is looked for in, besides longer ones for slow leaks: seconds, or text with a
       * unit, from 1 s to 1 day. What fills up evenly for more than two thirds of it is judged leaking until it is
       * full.
       * @default '1h'
       */
      span: {
        setting: 'spanSeconds',
        env: 'HEAPGAUGE_LEAK_SPAN',
        default: '1h',
        help: 'the shortest time that growth is looked for in',
        check: (given: number | string, name: string): number => durationBetween(given, '1s', '1d', name),
      },
      /**
       * The number of false alarms that chance alone may cause a week in this process, over all sites; from 0.000001 to
       * 100.
       * @default 0.001
       */
      falseAlarmsPerWeek: {
        env: 'HEAPGAUGE_FALSE_ALARMS_PER_WEEK',
        default: 0.001,
        help: 'false alarms a week that chance alone may cause in this process',
        check: (given: number, name: string): number => between(given, 1e-6, 100, name),
      },
      /**
       * The least growth that counts, as a share, from 0 to 10, of what the site held at the beginning of the span.
       * @default 0.1
       */
      minimumGrowthRatio: {
        env: null,
        default: 0.1,
        help: 'growth over a span that counts, as a share of what the site held at its beginning',
        check: (given: number, name: string): number => between(given, 0, 10, name),
      },
      /**
       * Says when V8 is asked for a major collection, as growth is measured between collections. With `'auto'` it is asked
       * where memory grows that no collection has confirmed, at most every 10 minutes. With a duration from 1 s to 1 day
       * it is asked as well where none has come for so long, whatever grows; `true` or `'on'` is 10 minutes. With `false`
       * or `'off'` it is never asked, and what cannot be judged without is `unconfirmed`. V8 collects beside the
       * running application as it does by itself; only where it has not done so in time after a duration, as in a
       * process that does nothing, is all collected at once.
       * @default 'auto'
       */
      collectAfter: {
        setting: 'collectAfterSeconds',
        env: 'HEAPGAUGE_COLLECT_AFTER',
        default: 'auto',
        help: '`auto` asks V8 for a major collection where growth cannot be judged without, at most every 10 minutes; a duration (`on` is `10min`) also where none has come for so long; `off` never',
        check: (given: number | string | boolean, name: string): number | 'auto' | false =>
          durationAutoOrOff(given, { on: '10min', least: '1s', most: '1d' }, name),
      },
      /**
       * With `true`, V8 is kept from inlining for some seconds where memory grows, at most once an hour a leak, to see
       * which functions allocate it: V8's profiler names an inlined function by its caller. Code runs a fifth slower
       * meanwhile.
       * @default true
       */
      zoom: {
        env: 'HEAPGAUGE_ZOOM',
        default: true,
        help: '`off` never keeps V8 from inlining, so that a leak may have the name of the function that calls the one that leaks',
        check: (given: boolean, name: string): boolean => onOrOff(given, name),
      },
    },
  },
  /**
   * Budgets limit memory. Each names `traced`, `retained`, `heap`, `rss`, `external`, or `site:`, `file:`, `package:` and
   * a glob; then an amount, a share of the heap's limit (for `rss` and `external` of the container's) or a growth rate,
   * and options: `"heap=80% for 2min clear 70% repeat 4h severity critical as heap-share; site:src/cache/**=64MiB"`.
   * @default []
   */
  budgets: {
    env: 'HEAPGAUGE_BUDGETS',
    default: [],
    help: 'limits on memory, such as `heap=80% for 2min; rss=1GiB`',
    check: (given: string | readonly string[], name: string): readonly Budget[] => parseBudgets(given, name),
    // An error counts its characters.
    isVerbatim: true,
  },
  /**
   * Leaks, budgets that fire and trouble of the sampler are posted to the API of Alertmanager as well. A text stands for
   * the `url`; `false` posts nothing.
   * @default false
   */
  alertmanager: {
    isOn: 'when given',
    shorthand: 'url',
    members: {
      /**
       * The base address that alerts are posted to, such as `http://alertmanager:9093`, or several: a list, or text
       * with commas.
       */
      url: {
        setting: 'urls',
        env: 'HEAPGAUGE_ALERTMANAGER',
        default: undefined,
        help: 'base address that alerts are posted to, or several with commas',
        check: (given: string | readonly string[], name: string): readonly string[] => httpAddresses(given, name),
      },
      /** The headers that are sent along, such as `authorization`. @default {} */
      headers: {
        env: null,
        default: {},
        help: 'headers that are sent along, such as `authorization`',
        check: (given: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> =>
          httpHeaders(given, name),
      },
      /** The labels that every alert has besides or instead of `job` and `instance`. @default {} */
      labels: {
        env: null,
        default: {},
        help: 'labels of every alert besides or instead of `job` and `instance`',
        check: (given: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> =>
          alertLabels(given, name),
      },
    },
  },
  /** The level of the lines that are written to standard error, besides those of graver levels. @default 'warn' */
  logLevel: {
    env: 'HEAPGAUGE_LOG_LEVEL',
    default: 'warn',
    help: 'lines on standard error: `silent`, `error`, `warn`, `info`, `debug`',
    check: (given: LogLevel, name: string): LogLevel => oneOf(given, LOG_LEVELS, name),
  },
} as const;

/** The options that say when a site is judged leaking, and what is done to find out. */
export type LeakOptions = OptionsOf<(typeof MONITOR_OPTIONS)['leak']['members']>;

/** The options that say where alerts are posted, and what is sent along. */
export type AlertmanagerOptions = OptionsOf<(typeof MONITOR_OPTIONS)['alertmanager']['members']>;

/** The settings of a monitor are its options, checked and filled in: plain data, ready to cross to the sampler thread. */
export interface MonitorSettings extends SettingsOf<typeof SAMPLING_OPTIONS>, SettingsOf<typeof MONITOR_OPTIONS> {}
