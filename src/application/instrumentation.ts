import { isMainThread } from 'node:worker_threads';
import type { MeterProvider } from '@opentelemetry/api';
import { beginMonitor } from './begin-monitor.js';
import { reasonOf } from '../values/errors.js';
import { createLog, type Log } from '../values/log.js';
import type { EventLoggerProvider } from '../report/alerts.js';
import { isSwitchedOff } from './environment.js';
import type { Monitor } from './monitor.js';
import { type MonitorOptions, resolveOptions } from './options.js';
import { flag } from '../values/option-values.js';
import { snapshotOfAll } from '../tracing/tracer.js';
import { publishToMeter } from '../publish/instruments.js';
import { SCOPE } from '../publish/names.js';
import { VERSION } from '../values/version.js';

/** What {@link HeapgaugeInstrumentation} takes: a monitor's options, but there is no metrics page unless asked for. */
export interface HeapgaugeInstrumentationOptions extends MonitorOptions {
  /** Watches from construction on, and not only when it is registered. @default true */
  enabled?: boolean;
  /** @default false, as the application's own readers publish */
  prometheus?: { host?: string; port?: number } | false;
}

/**
 * heapgauge as an OpenTelemetry instrumentation, for `new NodeSDK({ instrumentations })` and `registerInstrumentations`:
 * publishes through whichever MeterProvider these hand over, however late.
 *
 * It has the shape of an instrumentation and not its base class: the package of that belongs to one generation of
 * OpenTelemetry, and this works with both.
 */
export class HeapgaugeInstrumentation {
  readonly instrumentationName: string = SCOPE;
  readonly instrumentationVersion: string = VERSION;
  #options: MonitorOptions;
  #log: Log;
  #isEnabled = false;
  #monitor: Monitor | undefined;
  #meterProvider: MeterProvider | undefined;
  #loggerProvider: EventLoggerProvider | undefined;

  /** @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`; whatever else fails is a line on standard error */
  constructor(options: HeapgaugeInstrumentationOptions = {}) {
    const { isEnabled, monitorOptions, log } = readConfig(options);
    this.#options = monitorOptions;
    this.#log = log;
    if (isEnabled) this.enable();
  }

  /** What watches the process, for its events and reports; `undefined` while disabled. A new one after every `enable()`. */
  get monitor(): Monitor | undefined {
    return this.#monitor;
  }

  /** Watches the process, if it does not yet. Does not throw. */
  enable(): void {
    this.#isEnabled = true;
    // A worker's heap is not what the monitor reads.
    if (this.#monitor?.isRunning === true || !isMainThread || isSwitchedOff(process.env)) return;
    const provided = this.#meterProvider === undefined ? {} : { meterProvider: this.#meterProvider };
    try {
      this.#monitor = beginMonitor(
        { ...provided, ...this.#options },
        { takeSnapshot: snapshotOfAll, loggerProvider: () => this.#options.loggerProvider ?? this.#loggerProvider },
      );
    } catch (error) {
      this.#log('error', `${reasonOf(error)}; this process is not monitored`);
    }
  }

  /** Stops watching, and stops the profiler. Does not throw. */
  disable(): void {
    this.#isEnabled = false;
    void this.#monitor?.stop();
    this.#monitor = undefined;
  }

  /** Publishes through this provider from now on, unless the options name one. Does not throw. */
  setMeterProvider(meterProvider: MeterProvider): void {
    // A registration and NodeSDK both hand one over, often the same.
    if (meterProvider === this.#meterProvider || this.#options.meterProvider !== undefined) return;
    this.#meterProvider = meterProvider;
    try {
      // Instruments belong to their provider, and those made before it was there are no-ops for ever.
      this.#monitor?.publishThrough(publishToMeter(meterProvider));
    } catch (error) {
      this.#log('error', `the meter provider threw: ${reasonOf(error)}`);
    }
  }

  /** Emits events through this provider from now on, unless the options name one. */
  setLoggerProvider(loggerProvider: EventLoggerProvider): void {
    this.#loggerProvider = loggerProvider;
  }

  /** There are no spans. */
  setTracerProvider(): void {
    // Part of the shape, and called.
  }

  /**
   * Watches with these options from now on, beginning anew.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  setConfig(options: HeapgaugeInstrumentationOptions): void {
    const { isEnabled, monitorOptions, log } = readConfig(options);
    this.disable();
    this.#options = monitorOptions;
    this.#log = log;
    if (isEnabled) this.enable();
  }

  /** The options; `enabled` is false after `disable()`, so that a registration enables it again. */
  getConfig(): HeapgaugeInstrumentationOptions {
    return { ...this.#options, enabled: this.#isEnabled };
  }
}

/** @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
function readConfig({ enabled = true, prometheus = false, ...others }: HeapgaugeInstrumentationOptions): {
  isEnabled: boolean;
  monitorOptions: MonitorOptions;
  log: Log;
} {
  const monitorOptions = { prometheus, ...others };
  return {
    isEnabled: flag(enabled, 'enabled'),
    monitorOptions,
    log: createLog(resolveOptions(monitorOptions).logLevel),
  };
}
