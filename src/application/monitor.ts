import { EventEmitter } from 'node:events';
import type { Alert, BudgetEvent, LeakEvent } from '../report/alerts.js';
import { monitoringEnded, samplerEnded, samplerRunsAgain } from '../report/changes.js';
import { deepFreeze } from '../report/deep-freeze.js';
import type { ReportPublisher } from '../report/publisher.js';
import type { Report } from '../report/report.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { FromSampler, OpenSampler, SamplerStart } from '../threads/messages.js';
import type { ProcessStats } from '../threads/process-stats.js';
import type { MonitorSettings } from '../threads/settings.js';
import type { SnapshotOptions } from '../tracing/profile-snapshot.js';
import { watchCollections } from '../v8/collections.js';
import type { ProfilerState, RunningProfiler } from '../v8/profiler.js';
import { MONOTONIC } from '../values/clock.js';
import { HeapgaugeError, reasonOf } from '../values/errors.js';
import { callGuarded, type ErrorReceiver, guarded } from '../values/guard.js';
import type { Log } from '../values/log.js';
import { isError } from '../values/is-error.js';
import { repeat } from '../values/repeat.js';
import { AlertDispatcher, type AlertHandler } from './alert-dispatcher.js';
import { callListeners } from './call-listeners.js';
import { GuardedPublisher } from './guarded-publisher.js';
import { HeapHighWater } from './heap-high-water.js';
import { MetricsPageStatus } from './metrics-page-status.js';
import { ProfilerKeeper } from './profiler-keeper.js';
import { readProcessStats } from './read-process-stats.js';
import { type SamplerLoss, SamplerSupervisor, type SupervisorParts } from './sampler-supervisor.js';
import { SamplingCoarsener } from './sampling-coarsener.js';
import { allowZoom } from './zoom-gates.js';

/**
 * The events of a {@link Monitor}, and what their listeners receive. Listeners are called outside of any store of
 * `AsyncLocalStorage`; `AsyncLocalStorage.bind` gives one the store that it is made in.
 */
export interface MonitorEvents {
  /** A report was made. */
  report: [report: Report];
  /** A leak has appeared or is over. */
  leak: [event: LeakEvent];
  /** A budget has started to fire, or is within its limit again. */
  budget: [event: BudgetEvent];
  /** The metrics page cannot be served for now, or monitoring has ended. */
  error: [error: Error];
}

/** The parts that a monitor is put together from. */
export interface MonitorParts {
  readonly settings: MonitorSettings;
  readonly log: Log;
  /** Runs the sampler on a thread of its own; it throws where the process may not start one. */
  readonly openThread: OpenSampler;
  /** Runs the sampler on the application's thread, where it has no thread of its own. */
  readonly openInProcess: OpenSampler;
  readonly publisher?: ReportPublisher | undefined;
  /** The handlers that receive every alert; what one throws, or rejects with, is logged and counted. */
  readonly alertHandlers?: readonly AlertHandler[];
  /** Makes snapshots. It is handed in, so that a preloaded monitor, which no code can ask for one, does not load it. */
  readonly takeSnapshot?: TakeSnapshot | undefined;
}

/** Makes a snapshot of what a running profiler has sampled on this thread. */
type TakeSnapshot = (state: RunningProfiler, options: SnapshotOptions) => Snapshot;

/**
 * The application's side of the monitoring. It owns the profiler, sends the sampler what only this thread knows, and
 * hands out reports and alerts. After construction it never throws into the application.
 */
export class Monitor extends EventEmitter<MonitorEvents> {
  readonly #log: Log;
  readonly #profiler: ProfilerKeeper;
  readonly #coarsener: SamplingCoarsener;
  readonly #page: MetricsPageStatus;
  readonly #publisher: GuardedPublisher;
  readonly #alerts: AlertDispatcher;
  readonly #takeSnapshot: TakeSnapshot | undefined;
  readonly #sampler: SamplerSupervisor;
  readonly #heapPeak = new HeapHighWater();
  readonly #endSending: () => void;
  readonly #ready: Promise<void>;
  #resolveReady: () => void = () => undefined;
  #stopWatching: (() => void) | undefined;
  /** The beginnings of the last two collections of the young generation, the older one first, in monotonic seconds. */
  #minors: readonly [number | null, number | null] = [null, null];
  #report: Report | undefined;
  /** The latest loss of the sampler, until it reports again. */
  #loss: SamplerLoss | undefined;
  /** The number of samplers that have died. */
  #deaths = 0;
  #stopped = false;

  /**
   * Starts the profiler and the sampler.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_STARTER_UNAVAILABLE` where the starter that was asked for does not work here
   */
  constructor(parts: MonitorParts) {
    super();
    const { settings, log, publisher, takeSnapshot, alertHandlers = [] } = parts;
    this.#log = log;
    this.#page = new MetricsPageStatus(log, (error) => {
      this.#notify('error', error);
    });
    this.#publisher = new GuardedPublisher(publisher, log);
    this.#takeSnapshot = takeSnapshot;
    this.#alerts = new AlertDispatcher({ log, emitter: this, handlers: alertHandlers });
    this.#ready = new Promise((resolve) => {
      this.#resolveReady = resolve;
    });
    this.#profiler = new ProfilerKeeper({
      settings,
      log,
      onChange: (state) => {
        this.#followProfiler(state);
      },
    });
    this.#coarsener = new SamplingCoarsener(this.#profiler, settings.samplerMemoryBytes);
    this.#sampler = new SamplerSupervisor({
      open: this.#opening(parts),
      onMessage: guarded((message) => {
        this.#receive(message);
      }, this.#failed('taking a message')),
      onLoss: guarded((loss) => {
        this.#noteLoss(loss);
      }, this.#failed('following the sampler')),
      clock: MONOTONIC,
    });
    this.#profiler.announce();
    this.#watchCollections();
    this.#endSending = repeat(
      settings.periodSeconds,
      () => {
        this.#sendStats();
      },
      this.#failed('sending sizes'),
    );
  }

  /** The latest report; `undefined` before the first. */
  get report(): Report | undefined {
    return this.#report;
  }

  /** True until the monitor has stopped or failed. */
  get isRunning(): boolean {
    return !this.#stopped;
  }

  /** True while the sampler works: not from its death until it reports again, nor after the monitor has stopped. */
  get isReporting(): boolean {
    return !this.#stopped && this.#loss === undefined;
  }

  /** The address of the metrics page, while it is served. */
  get metricsUrl(): string | undefined {
    return this.#page.url;
  }

  /** Publishes through this publisher instead of the present one, beginning with the latest report. */
  publishThrough(publisher: ReportPublisher | undefined): void {
    this.#publisher.exchange(this.#stopped ? undefined : publisher);
    if (this.#report !== undefined) this.#publisher.publish(this.#report);
  }

  /**
   * Takes a snapshot of what is live of the allocations since the monitor started, to be examined in detail. Unlike a
   * report it is made on this thread and takes milliseconds to tens of milliseconds.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_TRACING` where sites are unavailable, or the monitor has stopped
   */
  snapshot(options: SnapshotOptions = {}): Snapshot {
    const { state } = this.#profiler;
    if (state.status === 'running' && !this.#stopped && this.#takeSnapshot !== undefined) {
      return this.#takeSnapshot(state, options);
    }
    const reason = state.status === 'unavailable' ? state.reason : 'the monitor has stopped';
    throw new HeapgaugeError('ERR_HEAPGAUGE_NOT_TRACING', `there is no profile to take a snapshot of: ${reason}`);
  }

  /**
   * Resolves when the sampler runs and the metrics page is served, or could not be, or when the sampler could not be
   * started at the first try; it keeps the process alive until then.
   */
  async ready(): Promise<void> {
    this.#sampler.keepAlive(true);
    await this.#ready;
    this.#sampler.keepAlive(false);
  }

  /** Ends the monitoring and stops the profiler, if it is ours. Resolves when nothing of it is left; does not reject. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#release();
    try {
      await this.#sampler.close();
    } catch {
      // It was ending by itself.
    }
  }

  /** Makes the function that starts a sampler: on a thread of its own, or on this one where the process may start none. */
  #opening({ settings, openThread, openInProcess }: MonitorParts): SupervisorParts['open'] {
    const start = (): SamplerStart => ({
      settings: { ...settings, prometheus: this.#page.addressFor(settings.prometheus) },
      profiler: this.#profiler.state,
      processStats: this.#processStats(),
      ...(this.#report === undefined ? {} : { previous: this.#report }),
      restarts: this.#deaths,
    });
    return (receive, fail) => {
      try {
        return openThread(start(), receive, fail);
      } catch (error) {
        // Where threads were to be had before, they will be again.
        if (this.#deaths > 0 && !isForGood(error)) throw error;
        this.#profiler.deny(`no thread to read from (${reasonOf(error)})`);
        return openInProcess(start(), receive, fail);
      }
    };
  }

  #receive(message: FromSampler): void {
    switch (message.type) {
      case 'report':
        this.#handOut(deepFreeze(message.report), deepFreeze(message.alerts));
        break;
      case 'alert-failure':
        this.#log('error', `alerts are not delivered: ${message.reason}`);
        break;
      case 'notice':
        this.#log(message.level, message.text, { everyTime: message.isEvent === true });
        break;
      case 'profiler-lost':
        this.#profiler.restart(message.reason);
        break;
      case 'profile-too-large':
        this.#coarsener.fitProfile(message.profile, message.run);
        break;
      case 'zoom-wanted':
        this.#answerZoom(allowZoom(message.gapSeconds));
        break;
      case 'metrics-page':
        this.#page.note(message.page);
        break;
      case 'ready':
        this.#resolveReady();
        break;
      case 'stopped':
        // Whoever has told it to stop waits for that itself.
        break;
    }
  }

  #answerZoom(refusal: string | null): void {
    this.#sampler.send({ type: 'zoom-answer', refusal });
    if (refusal !== null) this.#log('info', `leaks have the names of what V8 has not inlined: ${refusal}`);
  }

  #handOut(report: Report, alerts: readonly Alert[]): void {
    this.#report = report;
    if (this.#loss !== undefined) this.#noteRecovery(this.#loss, report.time);
    this.#publisher.publish(report);
    this.#notify('report', report);
    for (const alert of alerts) this.#alerts.dispatch(alert);
  }

  /** Sends, once a period, what only this thread knows, and tries again for a profiler that was busy. */
  #sendStats(): void {
    this.#sampler.send({ type: 'process-stats', processStats: this.#processStats() });
    this.#profiler.retryIfDue();
  }

  #followProfiler(profiler: ProfilerState): void {
    this.#sampler.send({ type: 'profiler', profiler });
    this.#watchCollections();
  }

  /** Follows this thread's garbage collections while the profiler runs, which is when the sampler needs them. */
  #watchCollections(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    if (this.#profiler.state.status !== 'running') return;
    const failed = this.#failed('following collections');
    callGuarded(() => {
      this.#stopWatching = watchCollections({
        onMajor: (collection) => {
          this.#heapPeak.noteMajorCollection();
          this.#sampler.send({ type: 'collection', collection });
        },
        onMinor: (startSeconds) => {
          this.#minors = [this.#minors[1], startSeconds];
        },
        onError: failed,
      });
    }, failed);
  }

  /** Says that the sampler has died and when it is started again. Until then nothing is known, and nothing published. */
  #noteLoss(loss: SamplerLoss): void {
    const { reason, retrySeconds, isFrequent } = loss;
    this.#loss = loss;
    this.#deaths += 1;
    this.#page.noteLoss();
    if (retrySeconds === null) {
      this.#fail(reason);
      return;
    }
    if (loss.cause === 'memory') this.#coarsener.fitAfterDeath(this.#report);
    this.#publisher.withdraw();
    const event = samplerEnded(reason, retrySeconds, new Date().toISOString());
    this.#log('error', event.message, { everyTime: !isFrequent });
    this.#alerts.dispatch(deepFreeze(event));
    this.#resolveReady();
  }

  #noteRecovery({ reason, isFrequent }: SamplerLoss, time: string): void {
    this.#loss = undefined;
    const event = samplerRunsAgain(reason, time);
    this.#log('warn', event.message, { everyTime: !isFrequent });
    this.#alerts.dispatch(deepFreeze(event));
  }

  #fail(reason: string): void {
    this.#release();
    this.#log('error', `monitoring has ended: ${reason}; the application runs on`);
    this.#alerts.dispatch(deepFreeze(monitoringEnded(reason, new Date().toISOString())));
    this.#notify('error', new Error(reason));
  }

  #release(): void {
    this.#stopped = true;
    this.#endSending();
    this.#stopWatching?.();
    this.#profiler.stop();
    this.#resolveReady();
    this.#publisher.stop();
  }

  #processStats(): ProcessStats {
    return readProcessStats({
      heapPeakBytes: this.#heapPeak.observe(),
      tenuredSeconds: this.#minors[0],
      alertFailures: this.#alerts.failures,
    });
  }

  /** Makes the receiver of what goes wrong where the event loop calls this package: a line of the log. */
  #failed(what: string): ErrorReceiver {
    return (error) => {
      this.#log('error', `${what} failed: ${reasonOf(error)}; the application runs on`);
    };
  }

  /** Calls the listeners of an event. An error that nobody listens to has been logged already. */
  #notify<K extends 'report' | 'error'>(event: K, ...values: MonitorEvents[K]): void {
    callListeners(this, event, values, (error) => {
      this.#log('error', `a listener of '${event}' threw: ${reasonOf(error)}`);
    });
  }
}

/** Says whether an error means that this process will never start a thread: it may not, or it has no program for one. */
function isForGood(error: unknown): boolean {
  const code = isError(error) && 'code' in error ? error.code : undefined;
  return code === 'ERR_ACCESS_DENIED' || code === 'ERR_HEAPGAUGE_BUNDLED';
}
