import type { MonitorSettings } from '../threads/settings.js';
import { now } from '../v8/clock.js';
import { permissionHint } from '../v8/permission-hint.js';
import { Profiler, type ProfilerState } from '../v8/profiler.js';
import { starterAdvice } from '../v8/starter-advice.js';
import { findStarters } from '../v8/starter-findings.js';
import type { SamplingParameters } from '../v8/starters.js';
import { HeapgaugeError } from '../values/errors.js';
import type { Log } from '../values/log.js';
import { formatBytes, formatDuration } from '../values/units.js';
import { ProfilerBackOff } from './profiler-back-off.js';

/** The state of a profiler that others have stopped or started again and again. */
const DISPUTED = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'other heap profilers are used in this process again and again and V8 has only one',
} as const;

/** The largest interval of samples, beyond which there is nothing to be seen. */
const LARGEST_INTERVAL_BYTES = 2 ** 30;

/**
 * Keeps V8's heap profiler running for a monitor: it starts the profiler, restarts it when it was lost, gives way to
 * another's, tries again later while that runs, and logs once what a person should know about it.
 */
export class ProfilerKeeper {
  readonly #settings: MonitorSettings;
  readonly #log: Log;
  #profiler: Profiler;
  readonly #onChange: (state: ProfilerState) => void;
  readonly #backOff: ProfilerBackOff;
  #state: ProfilerState;

  /**
   * Starts the profiler.
   *
   * @param options.onChange is called with each later state
   * @throws HeapgaugeError `ERR_HEAPGAUGE_STARTER_UNAVAILABLE` where the starter that was asked for does not work here
   */
  constructor(options: { settings: MonitorSettings; log: Log; onChange: (state: ProfilerState) => void }) {
    this.#settings = options.settings;
    this.#log = options.log;
    this.#onChange = options.onChange;
    this.#backOff = new ProfilerBackOff(options.settings.periodSeconds);
    this.#profiler = this.#claim(options.settings.sampleIntervalBytes);
    this.#state = this.#profiler.start();
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
    this.#profiler.stop();
    this.#state = { status: 'unavailable', cause: 'denied', reason };
  }

  /** Starts the profiler again after somebody else has stopped or replaced it, at once or, where that goes on, later. */
  restart(reason: string): void {
    // It has given way meanwhile, or runs: what failed was a read of the run before.
    if (this.#state.status === 'unavailable') return;
    if (!this.#profiler.disown()) {
      this.#onChange(this.#state);
      return;
    }
    const isAtOnce = this.#backOff.noteLost(now());
    this.#log('warn', `the heap profiler was lost (${reason}); starting it again${isAtOnce ? '' : ' later'}`);
    if (isAtOnce) this.#start();
    else this.#change(DISPUTED);
  }

  /**
   * Starts the profiler again with a larger interval, as its profile takes more memory than it may. It never becomes
   * smaller again: the profile would become as large.
   *
   * @param what the text that says what is too large
   */
  coarsen(factor: number, what: string): void {
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
    const isBusy = this.#state.status === 'unavailable' && this.#state.cause === 'busy';
    if (isBusy && this.#backOff.isDue(now(), this.#profiler.wasFreed)) this.#start();
  }

  /** Stops the profiler, if nobody else of this package uses it. */
  stop(): void {
    this.#profiler.stop();
  }

  /** Logs once how the profiler was started, or why it was not. */
  announce(): void {
    const state = this.#state;
    if (state.status === 'unavailable') {
      this.#log(
        'warn',
        `sites are unavailable: ${state.reason}${state.cause === 'denied' ? permissionHint() : ''}; metrics of the process go on`,
      );
    } else if (state.starter === 'inspector') {
      this.#log('warn', inspectorWarning(this.#settings));
    } else {
      this.#log('debug', `the heap is sampled through ${state.starter}`);
    }
    if (state.status === 'running') this.#announceShared(state);
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
    return new Profiler(this.#settings.starter, { ...this.#settings, sampleIntervalBytes }, (state) => {
      this.#follow(state);
    });
  }

  #start(): void {
    const before = this.#state;
    this.#change(this.#profiler.start());
    this.#noteOutcome();
    if (this.#state.status === 'running' && before.status === 'unavailable')
      this.#log('info', 'the heap profiler is free again: sites are available');
  }

  #noteOutcome(): void {
    const state = this.#state;
    if (state.status === 'running') this.#backOff.noteStarted(now());
    else this.#backOff.noteBusy(now(), state.retryAfterSeconds);
  }

  /** Takes a state in that the profiler has come to without being asked: it gave way, or was started again. */
  #follow(state: ProfilerState): void {
    if (state.status === 'unavailable') this.#backOff.noteGaveWay(now());
    else this.#backOff.noteStarted(now());
    this.#change(state);
  }

  #change(state: ProfilerState): void {
    this.#state = state;
    this.#onChange(state);
    if (state.status === 'unavailable') this.announce();
  }
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
