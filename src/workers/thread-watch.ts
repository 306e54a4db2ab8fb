/**
 * What runs on a worker thread of the application while a monitor watches it: the profiler of that thread's heap, and what
 * only the thread itself can read. The build makes one script of this file and what it imports; the sampler thread sends that
 * through the inspector with its first look, so that a worker that ends before costs nothing.
 */
import { getHeapStatistics } from 'node:v8';
import { resourceLimits } from 'node:worker_threads';
import type { ThreadSizes, WorkerRequest, WorkerSettings, WorkerState } from '../threads/worker-state.js';
import { now } from '../v8/clock.js';
import { makeCollectionMarks } from '../v8/collection-mark.js';
import { type ReportedCollection, watchCollections } from '../v8/collections.js';
import { collectAsUsual, collectEarly } from '../v8/early-collection.js';
import { heapLimitBytes } from '../v8/heap-limit.js';
import { collectGarbage } from '../v8/inspector.js';
import { Profiler, type ProfilerState } from '../v8/profiler.js';
import { ThreadZoom } from './thread-zoom.js';
import { callGuarded, guarded } from '../values/guard.js';
import { outsideAnyStore } from '../values/outside-any-store.js';
import { repeat } from '../values/repeat.js';
import { clearTimeout, setImmediate, setTimeout } from '../values/runtime-timers.js';

const MEBIBYTE = 2 ** 20;

/** The longest time for which V8 collects more often in all threads, so that it collects in this one. */
const LONGEST_COLLECTING_SECONDS = 10;

/** Captured while it is still the runtime's own. */
const heapStatistics = getHeapStatistics;

let watch: ThreadWatch | undefined;
const zoom = new ThreadZoom();

/** Says how this thread stands, and has its heap sampled from the first call on. */
export function lookAtThread(settings: WorkerSettings, request: WorkerRequest): WorkerState {
  if (watch !== undefined && !watch.isOf(settings)) leaveThread();
  watch ??= new ThreadWatch(settings);
  return watch.look(request);
}

/**
 * Makes a mark by which the next collection of the young generation is told where none is reported, and where it is wanted
 * one by which the next major collection is.
 *
 * @returns the monotonic seconds before
 */
export function markCollections(sampleIntervalBytes: number, isOld: boolean): number {
  const seconds = now();
  makeCollectionMarks(sampleIntervalBytes, { isOld });
  return seconds;
}

/** Keeps V8 from inlining on this thread, and gives the reason why that must not be, or `null`. */
export function beginZoom(): string | null {
  return zoom.begin();
}

/** Has V8 inline again, and says whether that had not been before. */
export function endZoom(): boolean {
  return zoom.end();
}

/** Gives the profiler up, and whatever else was begun on this thread. */
export function leaveThread(): void {
  callGuarded(() => zoom.end(), ignore);
  watch?.end();
  watch = undefined;
}

/** Follows this thread from look to look. */
class ThreadWatch {
  readonly #settings: WorkerSettings;
  readonly #profiler: Profiler;
  readonly #endings: Array<() => void> = [];
  #state: ProfilerState;
  /** True where somebody else on this thread has stopped the profiler since the latest look. */
  #wasStopped = false;
  #collection: ReportedCollection | null = null;
  /** The beginnings of the last two collections of the young generation, the older one first, in monotonic seconds. */
  #minors: readonly [number | null, number | null] = [null, null];
  #lookedSeconds = now();
  #endCollecting: () => void = () => undefined;
  /** True where the event loop has turned since the latest look. */
  #isTurning = true;

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
    this.#profiler = new Profiler(settings.starter, settings, {
      onChange: (state) => {
        this.#state = this.#readable(state);
      },
      onStopped: () => {
        this.#wasStopped = true;
      },
      // Whoever traces this thread comes first.
      yields: true,
    });
    this.#state = this.#readable(this.#profiler.start());
    callGuarded(() => {
      this.#followCollections();
    }, ignore);
    this.#endings.push(
      repeat(
        settings.forgottenSeconds,
        () => {
          if (now() - this.#lookedSeconds >= settings.forgottenSeconds) leaveThread();
        },
        ignore,
      ),
    );
  }

  /** True where the thread is watched with these settings. */
  isOf({ starter, sampleIntervalBytes, stackDepth }: WorkerSettings): boolean {
    const own = this.#settings;
    return own.starter === starter && own.sampleIntervalBytes === sampleIntervalBytes && own.stackDepth === stackDepth;
  }

  look({ lostRun, collects }: WorkerRequest): WorkerState {
    this.#lookedSeconds = now();
    this.#examine(lostRun);
    const isTurning = this.#isTurning;
    if (collects) this.#collect();
    const collection = this.#collection;
    this.#isTurning = false;
    setImmediate(() => {
      this.#isTurning = true;
    }).unref();
    // Its pauses are counted once.
    if (collection !== null) this.#collection = { ...collection, pauseSeconds: 0 };
    return { profiler: this.#state, sizes: threadSizes(), collection, tenuredSeconds: this.#minors[0], isTurning };
  }

  end(): void {
    this.#endCollecting();
    for (const end of this.#endings) callGuarded(end, ignore);
    this.#profiler.stop();
  }

  /** Starts the profiler again where it was stopped or lost, or where another one may have ended. */
  #examine(lostRun: string | null): void {
    const state = this.#state;
    const isLost = this.#wasStopped || (state.status === 'running' && state.run === lostRun);
    this.#wasStopped = false;
    if (state.status === 'running' && !(isLost && this.#profiler.disown())) return;
    this.#state = this.#readable(this.#profiler.start());
  }

  /** The thread may trace itself so finely that its profile is too large to be read from outside: then it is left alone. */
  #readable(state: ProfilerState): ProfilerState {
    if (state.status === 'unavailable' || state.sampleIntervalBytes >= this.#settings.sampleIntervalBytes) return state;
    return { status: 'unavailable', cause: 'busy', reason: 'this thread is traced at a finer interval' };
  }

  /**
   * Has V8 begin a major collection. As that holds for all threads, it ends with this thread's, or when none comes. Where
   * that could not be seen, as the event loop does not turn, all is collected at once.
   */
  #collect(): void {
    this.#endCollecting();
    if (!this.#isTurning) {
      this.#collectAtOnce();
      return;
    }
    if (!collectEarly()) return;
    const timer = outsideAnyStore(() =>
      setTimeout(
        guarded(() => {
          this.#endCollecting();
        }, ignore),
        LONGEST_COLLECTING_SECONDS * 1000,
      ),
    );
    timer.unref();
    this.#endCollecting = () => {
      clearTimeout(timer);
      collectAsUsual();
      this.#endCollecting = () => undefined;
    };
  }

  #collectAtOnce(): void {
    const startSeconds = now();
    callGuarded(() => {
      collectGarbage();
      const endSeconds = now();
      this.#collection = { startSeconds, endSeconds, pauseSeconds: endSeconds - startSeconds };
    }, ignore);
  }

  #followCollections(): void {
    const stop = watchCollections({
      onMajor: (collection) => {
        this.#endCollecting();
        const pauseSeconds = (this.#collection?.pauseSeconds ?? 0) + collection.pauseSeconds;
        this.#collection = { ...collection, pauseSeconds };
      },
      onMinor: (startSeconds) => {
        this.#minors = [this.#minors[1], startSeconds];
      },
      onError: ignore,
    });
    this.#endings.push(stop);
  }
}

/** Reads the sizes of this thread's heap. */
export function threadSizes(): ThreadSizes {
  const { used_heap_size, total_heap_size, heap_size_limit, external_memory } = heapStatistics();
  // What Node.js has made the limit from: its own for every worker, or the application's.
  const { maxOldGenerationSizeMb = 0 } = resourceLimits;
  const youngBytes = heap_size_limit - maxOldGenerationSizeMb * MEBIBYTE;
  const isKnown = maxOldGenerationSizeMb > 0 && youngBytes >= 0;
  return {
    heapUsedBytes: used_heap_size,
    heapCommittedBytes: total_heap_size,
    heapLimitBytes: isKnown ? heapLimitBytes(heap_size_limit, youngBytes) : heapLimitBytes(heap_size_limit),
    externalBytes: external_memory,
  };
}

function ignore(): void {
  // A worker thread has nobody to tell; what could not be followed is missing in its state.
}
