import { memoryShares, profileBytes } from '../threads/memory-limits.js';
import type { MonitorSettings } from '../threads/settings.js';
import { permissionHint } from '../v8/permission-hint.js';
import { Profiler } from '../v8/profiler.js';
import type { ProfilerState, RunningProfiler, UnavailableProfiler } from '../v8/profiler-state.js';
import { starterAdvice } from '../v8/starter-advice.js';
import { findStarters } from '../v8/starter-findings.js';
import type { SamplingParameters } from '../v8/starters.js';
import { type Clock, MONOTONIC } from '../values/clock.js';
import { HeapgaugeError } from '../values/errors.js';
import type { Log } from '../values/log.js';
import { outsideAnyStore } from '../values/outside-any-store.js';
import { formatBytes, formatDuration } from '../values/units.js';
import { ProfilerBackOff } from './profiler-back-off.js';

/** The state of a profiler that others have stopped or started again and again. */
const DISPUTED = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'other heap profilers are used in this process again and again and V8 has only one',
} as const;

/** The state where another's profile is too large to be read along. */
const TOO_LARGE = {
  status: 'unavailable',
  cause: 'busy',
  reason:
    'another heap profiler is already running in this process, V8 has only one, and its profile takes more memory than ' +
    'HEAPGAUGE_SAMPLER_MEMORY allows',
  retryAfterSeconds: 600,
} as const;

/**
 * The wait after somebody else has used the profiler on this thread. Whoever stops it to start it again at once does so
 * within that, and whoever starts it has samples by then, where there is work.
 */
const SETTLE_SECONDS = 1;

/** Intervals that differ by less than this share are one: another's is told from its samples, each time anew. */
const SAME_INTERVAL_SHARE = 0.1;

/** The largest interval of samples, beyond which there is nothing to be seen. */
const LARGEST_INTERVAL_BYTES = 2 ** 30;

/**
 * Keeps a heap profiler for a monitor: it starts V8's, restarts it when it was lost, gives way to another's and reads along
 * with that while it runs, and logs once what a person should know about it.
 */
export class ProfilerKeeper {
  readonly #settings: MonitorSettings;
  readonly #log: Log;
  #profiler: Profiler;
  readonly #onChange: (state: ProfilerState) => void;
  readonly #backOff: ProfilerBackOff;
  readonly #clock: Clock;
  #state: ProfilerState;
  /** True where somebody else on this thread has stopped the profiler and it has not been asked for since. */
  #wasStopped = false;
  /** The interval of another's profiler that has been logged. */
  #saidIntervalBytes = 0;
  #cancelExamination: () => void = () => undefined;

  /**
   * Starts the profiler.
   *
   * @param options.onChange is called with each later state
   * @throws HeapgaugeError `ERR_HEAPGAUGE_STARTER_UNAVAILABLE` where the starter that was asked for does not work here
   */
  constructor(options: {
    settings: MonitorSettings;
    log: Log;
    onChange: (state: ProfilerState) => void;
    clock?: Clock;
  }) {
    this.#clock = options.clock ?? MONOTONIC;
    this.#settings = options.settings;
    this.#log = options.log;
    this.#onChange = options.onChange;
    this.#backOff = new ProfilerBackOff(options.settings.periodSeconds);
    this.#profiler = this.#claim(options.settings.sampleIntervalBytes);
    this.#state = this.#fitting(this.#profiler.start());
    this.#noteOutcome();
    if (this.#state.status === 'unavailable' && this.#state.cause === 'starter' && this.#settings.starter !== 'auto') {
      throw new HeapgaugeError('ERR_HEAPGAUGE_STARTER_UNAVAILABLE', `starter ${this.#state.reason}`);
    }
  }

  /** The state of the profiler: it says whether the heap is being sampled, and if not, why. */
  get state(): ProfilerState {
    return this.#state;
  }

  /** Gives the profiler up for good, because nothing can read it. */
  deny(reason: string): void {
    this.stop();
    this.#state = { status: 'unavailable', cause: 'denied', reason };
  }

  /** Starts the profiler again after somebody else has stopped or replaced it, at once or, where that goes on, later. */
  restart(reason: string): void {
    // It has given way meanwhile, or runs, or is asked for in a moment: what failed was a read of the run before.
    if (this.#state.status === 'unavailable' || this.#wasStopped) return;
    if (!this.#profiler.disown()) {
      this.#onChange(this.#state);
      return;
    }
    const isAtOnce = this.#backOff.noteLost(this.#clock.nowSeconds());
    if (this.#state.starter !== 'other') {
      this.#log('warn', `${lostLine(reason)}${isAtOnce ? '' : ' later'}`);
    }
    if (isAtOnce) this.#start();
    else this.#take(this.#joined() ?? DISPUTED);
  }

  /**
   * Starts the profiler again with a larger interval, as its profile takes more memory than it may. It never becomes
   * smaller again: the profile would become as large.
   *
   * @param what the text that says what is too large
   */
  coarsen(factor: number, what: string): void {
    if (this.#state.status === 'running' && this.#state.starter === 'other') {
      this.#take(TOO_LARGE);
      return;
    }
    const { sampleIntervalBytes } = this.#state.status === 'running' ? this.#state : this.#settings;
    const intervalBytes = Math.min(LARGEST_INTERVAL_BYTES, sampleIntervalBytes * factor);
    if (!this.#profiler.isAlone || intervalBytes === sampleIntervalBytes) {
      this.#log(
        'warn',
        `the heap profile takes more memory than HEAPGAUGE_SAMPLER_MEMORY allows and is not read: its interval of ` +
          `${formatBytes(sampleIntervalBytes)} cannot be enlarged while the process is traced with it`,
      );
      return;
    }
    this.#profiler.stop();
    this.#profiler = this.#claim(intervalBytes);
    this.#log('warn', `${what}: the interval of samples is now ${formatBytes(intervalBytes)}`, { everyTime: true });
    this.#start();
  }

  /** Tries again where another profiler was running, once the wait since the last attempt is over. */
  retryIfDue(): void {
    if (this.#state.status === 'running' || !isWaiting(this.#state)) return;
    if (this.#backOff.isDue(this.#clock.nowSeconds())) {
      this.#start();
    } else if (this.#state === DISPUTED) {
      const joined = this.#joined();
      if (joined !== undefined) this.#take(joined);
    }
  }

  /** Stops the profiler, if nobody else of this package uses it. */
  stop(): void {
    this.#cancelExamination();
    this.#profiler.stop();
  }

  /** Logs once how the profiler was started, or why it was not. */
  announce(): void {
    const state = this.#state;
    if (state.status === 'unavailable') {
      this.#log(
        state.cause === 'young' ? 'info' : 'warn',
        `sites are unavailable: ${state.reason}${state.cause === 'denied' ? permissionHint() : ''}; metrics of the process go on`,
      );
    } else if (state.starter === 'other') {
      if (isNear(state.sampleIntervalBytes, this.#saidIntervalBytes)) return;
      this.#saidIntervalBytes = state.sampleIntervalBytes;
      this.#log(
        'warn',
        `another heap profiler was started first and V8 has only one: sites come from its samples, about ` +
          `${formatBytes(state.sampleIntervalBytes)} apart instead of ${formatBytes(this.#settings.sampleIntervalBytes)}`,
      );
    } else if (state.starter === 'inspector') {
      this.#log('warn', inspectorWarning(this.#settings));
    } else {
      this.#log('debug', `the heap is sampled through ${state.starter}`);
    }
    if (state.status === 'running' && state.starter !== 'other') this.#announceShared(state);
  }

  /** Says so where the profiler runs already with other parameters than were asked for. */
  #announceShared({ sampleIntervalBytes, stackDepth }: SamplingParameters): void {
    const asked = this.#settings;
    if (sampleIntervalBytes === asked.sampleIntervalBytes && stackDepth === asked.stackDepth) return;
    const text = (parameters: SamplingParameters): string =>
      `every ${formatBytes(parameters.sampleIntervalBytes)} with ${parameters.stackDepth} frames`;
    this.#log(
      'warn',
      `the heap is sampled ${text({ sampleIntervalBytes, stackDepth })} instead of ${text(asked)}, as tracing or another ` +
        `monitor in this process asked first and V8 has only one profiler; stop that, or give both the same options`,
    );
  }

  #claim(sampleIntervalBytes: number): Profiler {
    return new Profiler(
      this.#settings.starter,
      { ...this.#settings, sampleIntervalBytes },
      {
        onChange: (state) => {
          this.#follow(state);
        },
        onStopped: () => {
          this.#wasStopped = true;
          this.#examineSoon();
        },
      },
    );
  }

  #start(): void {
    this.#take(this.#profiler.start());
  }

  /** Joins a profiler that runs, as whoever disputes it may have started one of his own. */
  #joined(): RunningProfiler | undefined {
    const state = this.#profiler.join();
    return state?.status === 'running' ? state : undefined;
  }

  /** Looks what has become of the profiler once somebody else has used it on this thread, and is done with it. */
  #examineSoon(): void {
    this.#cancelExamination();
    this.#cancelExamination = outsideAnyStore(() =>
      this.#clock.after(SETTLE_SECONDS, () => {
        this.#examine();
      }),
    );
  }

  #examine(): void {
    const state = this.#state;
    const wasStopped = this.#wasStopped;
    this.#wasStopped = false;
    if (state.status === 'unavailable') {
      if (isWaiting(state)) this.#start();
    } else if (wasStopped && this.#profiler.disown()) {
      if (state.starter !== 'other') this.#log('warn', lostLine('somebody in this process stopped it'));
      this.#start();
    }
  }

  /** Takes a state in that the profiler has come to without being asked: it gave way, or was started again. */
  #follow(state: ProfilerState): void {
    if (state.status === 'unavailable') this.#examineSoon();
    this.#take(state);
  }

  /** Takes a new state in, hands it on, and says what a person should know. */
  #take(given: ProfilerState): void {
    const before = this.#state;
    this.#state = this.#fitting(given);
    this.#noteOutcome();
    this.#onChange(this.#state);
    const starter = this.#state.status === 'running' ? this.#state.starter : undefined;
    if (starter === undefined || starter === 'other') this.announce();
    else if (before.status === 'unavailable') this.#log('info', 'the heap profiler is free again: sites are available');
    else if (before.starter === 'other')
      this.#log('info', 'the other heap profiler has stopped: the heap is sampled again');
  }

  /** Gives the state, unless it is a profile of somebody else's that is too large to be read. */
  #fitting(state: ProfilerState): ProfilerState {
    if (state.status === 'unavailable' || state.found === undefined) return state;
    return profileBytes(state.found) > memoryShares(this.#settings.samplerMemoryBytes).profileBytes ? TOO_LARGE : state;
  }

  #noteOutcome(): void {
    const state = this.#state;
    const nowSeconds = this.#clock.nowSeconds();
    if (state.status === 'running') this.#backOff.noteStarted(nowSeconds);
    else if (state !== DISPUTED) this.#backOff.noteBusy(nowSeconds, state.retryAfterSeconds ?? 0);
  }
}

function lostLine(reason: string): string {
  return `the heap profiler was lost (${reason}); starting it again`;
}

/** Says whether trying again makes sense. */
function isWaiting({ cause }: UnavailableProfiler): boolean {
  return cause === 'busy' || cause === 'young';
}

/** The warning about the starter whose reads collect garbage, with an example of how far apart the reads then are. */
function inspectorWarning({ maxPauseRatio, starter }: Pick<MonitorSettings, 'maxPauseRatio' | 'starter'>): string {
  const example = formatDuration(0.05 / maxPauseRatio);
  const percent = Number((maxPauseRatio * 100).toPrecision(3));
  // Whoever asked for the inspector knows why.
  const advice = starter === 'inspector' ? '' : `; ${starterAdvice(findStarters())}`;
  return (
    `the heap is sampled through the inspector: each read forces a full garbage collection, so reads are spaced ` +
    `to pause the process ${percent}% of the time at most (a pause of 50 ms: every ${example})${advice}`
  );
}

function isNear(bytes: number, otherBytes: number): boolean {
  return Math.abs(bytes - otherBytes) < SAME_INTERVAL_SHARE * bytes;
}
