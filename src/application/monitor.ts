import { EventEmitter } from 'node:events';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { HeapgaugeError, reasonOf } from '../values/errors.js';
import type { Log } from '../values/log.js';
import { watchCollections } from '../v8/collections.js';
import { HeapPeak } from '../v8/heap-peak.js';
import { Profiler, type ProfilerState, type RunningProfiler } from '../v8/profiler.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { SnapshotOptions } from '../tracing/tracer.js';
import { formatDuration } from '../values/units.js';
import { type Alert, type BudgetEvent, type LeakEvent, monitoringEnded } from '../report/alerts.js';
import type { FromSampler, OpenSampler, SamplerConnection } from '../threads/messages.js';
import type { MonitorSettings } from './options.js';
import { deepFreeze, type Report, type ReportPublisher } from '../report/report.js';
import type { ProcessStats } from '../threads/process-stats.js';

/** Events of a {@link Monitor} and what their listeners get. */
export interface MonitorEvents {
  report: [report: Report];
  /** A leak has appeared or is over. */
  leak: [event: LeakEvent];
  /** A budget has begun to fire or is kept again. */
  budget: [event: BudgetEvent];
  error: [error: Error];
}

/** What a monitor is put together from. */
export interface MonitorParts {
  readonly settings: MonitorSettings;
  readonly log: Log;
  /** Ways to run the sampler, the preferred first; the next is taken where one throws. */
  readonly openThread: OpenSampler;
  readonly openInProcess: OpenSampler;
  readonly publisher?: ReportPublisher | undefined;
  /** Each gets every alert; what one throws, or rejects with, is logged and counted. */
  readonly alertHandlers?: ReadonlyArray<(alert: Alert) => unknown>;
  /** Handed in, so that a preloaded monitor, which nobody asks for snapshots, does not load what makes them. */
  readonly takeSnapshot?: TakeSnapshot | undefined;
}

/** Makes a snapshot of what a running profiler has sampled on this thread. */
type TakeSnapshot = (state: RunningProfiler, options: SnapshotOptions) => Snapshot;

/** Longest wait between two tries to get the profiler back. */
const LONGEST_RETRY_SECONDS = 600;

/** The application's end of the monitoring: owns the profiler, hands out reports, and never throws into the application. */
export class Monitor extends EventEmitter<MonitorEvents> {
  readonly #settings: MonitorSettings;
  readonly #log: Log;
  readonly #profiler: Profiler;
  #publisher: ReportPublisher | undefined;
  readonly #takeSnapshot: TakeSnapshot | undefined;
  readonly #alertHandlers: ReadonlyArray<(alert: Alert) => unknown>;
  readonly #link: SamplerConnection;
  readonly #ready: Promise<void>;
  readonly #heapPeak = new HeapPeak({ isBounded: true });
  #resolveReady: () => void = () => undefined;
  #state: ProfilerState;
  #unwatch: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retry = { seconds: 0, at: 0 };
  #report: Report | undefined;
  #metricsUrl: string | undefined;
  #alertFailures = 0;
  #stopped = false;

  /** @throws HeapgaugeError `ERR_HEAPGAUGE_STARTER_UNAVAILABLE` where the starter asked for does not work here */
  constructor({ settings, log, openThread, openInProcess, publisher, takeSnapshot, alertHandlers }: MonitorParts) {
    super();
    this.#settings = settings;
    this.#log = log;
    this.#publisher = publisher;
    this.#takeSnapshot = takeSnapshot;
    this.#alertHandlers = alertHandlers ?? [];
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.#profiler = new Profiler(settings.starter, settings);
    this.#state = this.#profiler.start();
    if (this.#state.status === 'unavailable' && this.#state.cause === 'starter' && settings.starter !== 'auto') {
      this.#heapPeak.stop();
      throw new HeapgaugeError('ERR_HEAPGAUGE_STARTER_UNAVAILABLE', `starter ${this.#state.reason}`);
    }
    this.#link = this.#open(openThread, openInProcess);
    this.#announce();
    if (this.#state.status === 'running') this.#watch();
    this.#timer = setInterval(() => {
      this.#sendStats();
    }, settings.periodSeconds * 1000);
    this.#timer.unref();
  }

  /** The latest report; `undefined` before the first. */
  get report(): Report | undefined {
    return this.#report;
  }

  /** False once it has stopped, or has failed. */
  get isRunning(): boolean {
    return !this.#stopped;
  }

  /** Where the metrics page is served, once it is. */
  get metricsUrl(): string | undefined {
    return this.#metricsUrl;
  }

  /** Publishes through this one instead from now on, beginning with the latest report. */
  publishThrough(publisher: ReportPublisher | undefined): void {
    this.#stopPublishing();
    if (this.#stopped) return;
    this.#publisher = publisher;
    if (this.#report !== undefined) this.#publish(this.#report);
  }

  /**
   * What is live of the allocations since the monitor started, to be questioned in detail. Unlike reports it is made on
   * this thread: milliseconds to tens of them.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_TRACING` where sites are unavailable, or the monitor has stopped
   */
  snapshot(options: SnapshotOptions = {}): Snapshot {
    const state = this.#state;
    if (state.status === 'running' && !this.#stopped && this.#takeSnapshot !== undefined) {
      return this.#takeSnapshot(state, options);
    }
    const reason = state.status === 'unavailable' ? state.reason : 'the monitor has stopped';
    throw new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACING', `there is no profile to take a snapshot of: ${reason}`);
  }

  /** Resolves when the sampler runs and the metrics page is served, or could not be; the process is kept alive for it. */
  async ready(): Promise<void> {
    this.#link.keepAlive(true);
    await this.#ready;
    if (!this.#stopped) this.#link.keepAlive(false);
  }

  /** Ends the monitoring and stops the profiler, if it is ours. Resolves when nothing of it is left; does not reject. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#release();
    try {
      await this.#link.close();
    } catch {
      // It was ending by itself.
    }
  }

  #open(openThread: OpenSampler, openInProcess: OpenSampler): SamplerConnection {
    const connect = (open: OpenSampler): SamplerConnection =>
      open(
        { settings: this.#settings, profiler: this.#state, processStats: this.#processStats() },
        (message) => {
          this.#receive(message);
        },
        (reason) => {
          this.#fail(reason);
        },
      );
    try {
      return connect(openThread);
    } catch (error) {
      this.#profiler.stop();
      this.#state = {
        status: 'unavailable',
        cause: 'denied',
        reason: `no thread to read from (${reasonOf(error)})`,
      };
      return connect(openInProcess);
    }
  }

  #receive(message: FromSampler): void {
    if (this.#stopped) return;
    switch (message.type) {
      case 'report':
        this.#take(deepFreeze(message.report), deepFreeze(message.alerts));
        break;
      case 'alert-failure':
        this.#log('error', `alerts are not delivered: ${message.reason}`);
        break;
      case 'profiler-lost':
        this.#regain(message.reason);
        break;
      case 'ready':
        this.#metricsUrl = message.metricsUrl;
        if (message.metricsUrl !== undefined) this.#log('info', `metrics at ${message.metricsUrl}`);
        if (message.problem !== undefined) this.#reportNoPage(message.problem);
        this.#resolveReady();
        break;
    }
  }

  #take(report: Report, alerts: readonly Alert[]): void {
    this.#report = report;
    this.#publish(report);
    this.#tell('report', report);
    for (const alert of alerts) this.#raise(alert);
  }

  /** Hands an alert to whoever wants it, and waits for nobody. */
  #raise(alert: Alert): void {
    if (alert.kind !== 'sampler') {
      this.#log('warn', alert.message, { everyTime: true });
    }
    if (alert.kind === 'leak') this.#tell('leak', alert);
    if (alert.kind === 'budget') this.#tell('budget', alert);
    const failed = (error: unknown): void => {
      this.#alertFailures += 1;
      this.#log('error', `a handler of alerts threw: ${reasonOf(error)}`);
    };
    for (const handle of this.#alertHandlers) callForeign(() => handle(alert), failed);
  }

  #publish(report: Report): void {
    try {
      this.#publisher?.publish(report);
    } catch (error) {
      this.#log('error', `the meter provider threw: ${reasonOf(error)}`);
    }
  }

  #reportNoPage(problem: string): void {
    const text = `no metrics page: ${problem}; HEAPGAUGE_PORT or the option prometheus.port sets another port, 0 takes a free one`;
    this.#log('error', text);
    this.#tell('error', new Error(text));
  }

  /** Once a period: what only this thread knows, and another try for the profiler where there is none. */
  #sendStats(): void {
    this.#link.send({ type: 'process-stats', processStats: this.#processStats() });
    if (this.#state.status === 'running' || this.#state.cause !== 'busy' || Date.now() < this.#retry.at) return;
    this.#start();
  }

  #regain(reason: string): void {
    this.#log('warn', `the heap profiler was lost (${reason}); starting it again`);
    this.#profiler.disown();
    this.#unwatch?.();
    this.#start();
  }

  #start(): void {
    const before = this.#state;
    this.#state = this.#profiler.start();
    this.#link.send({ type: 'profiler', profiler: this.#state });
    if (this.#state.status === 'running') {
      this.#retry = { seconds: 0, at: 0 };
      this.#watch();
      if (before.status === 'unavailable') this.#log('info', 'the heap profiler is free again: sites are available');
      return;
    }
    const seconds = Math.min(LONGEST_RETRY_SECONDS, Math.max(this.#settings.periodSeconds, 2 * this.#retry.seconds));
    this.#retry = { seconds, at: Date.now() + seconds * 1000 };
    this.#announce();
  }

  /** Says once what a person should know of how the profiler was started, or was not. */
  #announce(): void {
    const state = this.#state;
    if (state.status === 'unavailable') {
      this.#log('warn', `sites are unavailable: ${state.reason}; metrics of the process go on`);
    } else if (state.starter === 'inspector') {
      const { maxPauseRatio } = this.#settings;
      const example = formatDuration(0.05 / maxPauseRatio);
      const percent = Number((maxPauseRatio * 100).toPrecision(3));
      this.#log(
        'warn',
        `the heap is sampled through the inspector: each read forces a full garbage collection, so reads are spaced ` +
          `to pause the process ${percent}% of the time at most (a pause of 50 ms: every ${example}); ` +
          `install v8-profiler-next to read without collections`,
      );
    } else {
      this.#log('debug', `the heap is sampled through ${state.starter}`);
    }
  }

  #watch(): void {
    this.#unwatch = watchCollections(
      (collection) => {
        this.#link.send({ type: 'collection', collection });
      },
      (count) => {
        this.#heapPeak.noteCollections(count);
      },
    );
  }

  #fail(reason: string): void {
    if (this.#stopped) return;
    this.#release();
    this.#log('error', `monitoring has ended: ${reason}; the application runs on`);
    this.#raise(deepFreeze(monitoringEnded(reason, new Date().toISOString())));
    this.#tell('error', new Error(reason));
  }

  #release(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#unwatch?.();
    this.#profiler.stop();
    this.#heapPeak.stop();
    this.#resolveReady();
    this.#stopPublishing();
  }

  #stopPublishing(): void {
    try {
      this.#publisher?.stop();
    } catch (error) {
      this.#log('error', `the meter provider threw: ${reasonOf(error)}`);
    }
    this.#publisher = undefined;
  }

  #processStats(): ProcessStats {
    const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
    return {
      heapUsedBytes: heapUsed,
      heapCommittedBytes: heapTotal,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      heapPeakBytes: this.#heapPeak.bytes,
      externalBytes: external,
      rssBytes: rss,
      memoryLimitBytes: memoryLimitBytes(),
      alertFailures: this.#alertFailures,
    };
  }

  /**
   * Calls every listener, whatever another one throws or rejects with: of `emit`, a throw would keep it from the others,
   * and a rejection would end the process. An error nobody listens to has been logged already.
   */
  #tell<K extends keyof MonitorEvents>(event: K, ...values: MonitorEvents[K]): void {
    const failed = (error: unknown): void => {
      if (event === 'leak' || event === 'budget') this.#alertFailures += 1;
      this.#log('error', `a listener of '${event}' threw: ${reasonOf(error)}`);
    };
    for (const listener of this.rawListeners(event)) {
      callForeign(() => Reflect.apply(listener, this, values) as unknown, failed);
    }
  }
}

/** Calls what is not ours, and waits for nobody: `failed` gets what it throws or rejects with. */
function callForeign(call: () => unknown, failed: (error: unknown) => void): void {
  try {
    // Whatever has a `then` is a promise, of whichever library.
    Promise.resolve(call()).catch(failed);
  } catch (error) {
    failed(error);
  }
}

/** What the process may have. Where no container limits it, systems answer with 0 or with more than there is. */
function memoryLimitBytes(): number {
  const [constrained, machine] = [process.constrainedMemory(), totalmem()];
  return constrained > 0 ? Math.min(constrained, machine) : machine;
}
