import type { MonitorSettings } from '../threads/settings.js';
import { Profiler, type ProfilerState } from '../v8/profiler.js';
import { HeapgaugeError } from '../values/errors.js';
import type { Log } from '../values/log.js';
import { formatDuration } from '../values/units.js';

/** The longest wait between two attempts to start the profiler. */
const LONGEST_RETRY_SECONDS = 600;

/**
 * Keeps V8's heap profiler running for a monitor: it starts the profiler, restarts it when it was lost, tries again
 * later while another profiler runs, and logs once what a person should know about it.
 */
export class ProfilerKeeper {
  readonly #settings: MonitorSettings;
  readonly #log: Log;
  readonly #profiler: Profiler;
  readonly #onChange: (state: ProfilerState) => void;
  #state: ProfilerState;
  #retry = { seconds: 0, atMilliseconds: 0 };

  /**
   * Starts the profiler.
   *
   * @param options.onChange is called after each later attempt to start it, with what came of it
   * @throws HeapgaugeError `ERR_HEAPGAUGE_STARTER_UNAVAILABLE` where the starter that was asked for does not work here
   */
  constructor(options: { settings: MonitorSettings; log: Log; onChange: (state: ProfilerState) => void }) {
    this.#settings = options.settings;
    this.#log = options.log;
    this.#onChange = options.onChange;
    this.#profiler = new Profiler(options.settings.starter, options.settings);
    this.#state = this.#profiler.start();
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

  /** Starts the profiler again after somebody else has stopped or replaced it. */
  restart(reason: string): void {
    this.#log('warn', `the heap profiler was lost (${reason}); starting it again`);
    this.#profiler.disown();
    this.#start();
  }

  /** Tries again where another profiler was running, once the wait since the last attempt is over. */
  retryIfDue(): void {
    const isBusy = this.#state.status === 'unavailable' && this.#state.cause === 'busy';
    if (isBusy && Date.now() >= this.#retry.atMilliseconds) this.#start();
  }

  /** Stops the profiler, if nobody else of this package uses it. */
  stop(): void {
    this.#profiler.stop();
  }

  /** Logs once how the profiler was started, or why it was not. */
  announce(): void {
    const state = this.#state;
    if (state.status === 'unavailable') {
      this.#log('warn', `sites are unavailable: ${state.reason}; metrics of the process go on`);
    } else if (state.starter === 'inspector') {
      this.#log('warn', inspectorWarning(this.#settings.maxPauseRatio));
    } else {
      this.#log('debug', `the heap is sampled through ${state.starter}`);
    }
  }

  #start(): void {
    const before = this.#state;
    this.#state = this.#profiler.start();
    this.#onChange(this.#state);
    if (this.#state.status === 'running') {
      this.#retry = { seconds: 0, atMilliseconds: 0 };
      if (before.status === 'unavailable') this.#log('info', 'the heap profiler is free again: sites are available');
      return;
    }
    const seconds = Math.min(LONGEST_RETRY_SECONDS, Math.max(this.#settings.periodSeconds, 2 * this.#retry.seconds));
    this.#retry = { seconds, atMilliseconds: Date.now() + seconds * 1000 };
    this.announce();
  }
}

/** The warning about the starter whose reads collect garbage, with an example of how far apart the reads then are. */
function inspectorWarning(maxPauseRatio: number): string {
  const example = formatDuration(0.05 / maxPauseRatio);
  const percent = Number((maxPauseRatio * 100).toPrecision(3));
  return (
    `the heap is sampled through the inspector: each read forces a full garbage collection, so reads are spaced ` +
    `to pause the process ${percent}% of the time at most (a pause of 50 ms: every ${example}); ` +
    `install @datadog/pprof or v8-profiler-next to read without collections`
  );
}
