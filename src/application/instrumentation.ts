import { isMainThread } from 'node:worker_threads';
import type { MeterProvider } from '@opentelemetry/api';
import type { EventLoggerProvider } from '../publish/events.js';
import { publishToMeter } from '../publish/instruments.js';
import { SCOPE } from '../publish/names.js';
import { snapshotOfAll } from '../tracing/profile-snapshot.js';
import { reasonOf } from '../values/errors.js';
import { createLog, type Log } from '../values/log.js';
import { flag } from '../values/option-values.js';
import { VERSION } from '../values/version.js';
import { beginMonitor } from './begin-monitor.js';
import { isEnabled } from './environment.js';
import type { Monitor } from './monitor.js';
import { type MonitorOptions, resolveOptions } from './options.js';

/** The options of {@link HeapgaugeInstrumentation}: those of a monitor, but without a metrics page unless one is asked for. */
export interface HeapgaugeInstrumentationOptions extends MonitorOptions {
  /** Starts the monitor at construction, and not only when the instrumentation is registered. @default true */
  enabled?: boolean;
  /**
   * The address of the metrics page; `false` serves none.
   *
   * @default false, as the application's own metric readers publish
   */
  prometheus?: { host?: string; port?: number } | false;
}

/**
 * heapgauge as an OpenTelemetry instrumentation, for `new NodeSDK({ instrumentations })` and `registerInstrumentations`.
 * It publishes through the MeterProvider that these hand over, however late that is.
 *
 * It has the shape of an instrumentation without extending the base class, because the package of that class belongs to
 * one generation of OpenTelemetry and this class works with both.
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
  /** Resolves once the port of a monitor that was stopped is free; `undefined` where there is none. */
  #freeing: Promise<void> | undefined;

  /**
   * Starts the monitor, unless the option `enabled` is false.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`; any other failure is a line on standard error
   */
  constructor(options: HeapgaugeInstrumentationOptions = {}) {
    const { isEnabled, monitorOptions, log } = readConfig(options);
    this.#options = monitorOptions;
    this.#log = log;
    if (isEnabled) this.enable();
  }

  /**
   * The monitor, for its events and reports; `undefined` while disabled. Every `enable()` starts a new one: at once, or
   * as soon as the one before has given its port back.
   */
  get monitor(): Monitor | undefined {
    return this.#monitor;
  }

  /** Starts the monitor, unless one runs already. It does not throw. */
  enable(): void {
    this.#isEnabled = true;
    // A worker's heap is not what the monitor reads.
    if (this.#monitor?.isRunning === true || !isMainThread || this.#freeing !== undefined) return;
    const provided = this.#meterProvider === undefined ? {} : { meterProvider: this.#meterProvider };
    try {
      if (!isEnabled(process.env)) return;
      this.#monitor = beginMonitor(
        { ...provided, ...this.#options },
        { takeSnapshot: snapshotOfAll, loggerProvider: () => this.#options.loggerProvider ?? this.#loggerProvider },
      );
    } catch (error) {
      this.#log('error', `${reasonOf(error)}; this process is not monitored`);
    }
  }

  /** Stops the monitor and the profiler. It does not throw. */
  disable(): void {
    this.#isEnabled = false;
    const stopped = this.#monitor?.stop();
    this.#monitor = undefined;
    const { prometheus } = this.#options;
    if (stopped === undefined || prometheus === false || prometheus?.port === 0) return;
    this.#freeing = stopped.then(() => {
      this.#freeing = undefined;
      if (this.#isEnabled) this.enable();
    });
  }

  /** Publishes through this provider from now on, unless the options name one. It does not throw. */
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

  /** Does nothing, as heapgauge makes no spans. */
  setTracerProvider(): void {
    // It belongs to the shape of an instrumentation and is called.
  }

  /**
   * Starts a new monitor with these options.
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

  /** Gives the options. `enabled` is false after `disable()`, so that a registration enables the instrumentation again. */
  getConfig(): HeapgaugeInstrumentationOptions {
    return { ...this.#options, enabled: this.#isEnabled };
  }
}

/** Checks the options and makes a log of their level. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
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
