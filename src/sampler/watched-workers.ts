import { MOST_FOLLOWED_WORKERS } from '../threads/memory-limits.js';
import type { WorkerSettings } from '../threads/worker-state.js';
import { now } from '../v8/clock.js';
import { findCompiledFiles } from '../v8/compiled-files.js';
import { WatchedWorker, type WorkerHeap, type WorkerParts, type WorkersSettings } from './watched-worker.js';
import type { WorkerLook, WorkerPlan } from './worker-looks.js';
import type { WorkerThread } from './worker-session.js';

/** The most names of worker threads; further entry files have one name together. */
const MOST_NAMES = 20;

const OTHER_NAME = 'worker:(other)';

/** A thread that nobody has looked at for so many periods has its profiler stopped. */
const FORGOTTEN_PERIODS = 50;
const LEAST_FORGOTTEN_SECONDS = 1800;

/** Looks at all worker threads of the application, see `lookAtWorkers`. */
export type LookAtWorkers = (plan: WorkerPlan) => Promise<readonly WorkerLook[]>;

/**
 * Follows the heaps of the application's worker threads, each an isolate of its own, from look to look. A thread that has
 * ended takes all that is known of its heap with it: its memory has not shrunk, and none of its objects has died.
 */
export class WatchedWorkers {
  readonly #settings: WorkersSettings;
  readonly #parts: WorkerParts & { readonly look: LookAtWorkers };
  readonly #plan: WorkerPlan;
  readonly #names = new Set<string>();
  #workers = new Map<string, WatchedWorker>();

  constructor(settings: WorkersSettings, parts: WorkerParts & { readonly look: LookAtWorkers }) {
    this.#settings = settings;
    this.#parts = parts;
    const { starter, sampleIntervalBytes, stackDepth, periodSeconds } = settings;
    const forgottenSeconds = Math.max(LEAST_FORGOTTEN_SECONDS, FORGOTTEN_PERIODS * periodSeconds);
    // Files are looked for when there is a worker thread.
    let known: WorkerSettings | undefined;
    this.#plan = {
      get settings() {
        return (known ??= {
          starter,
          compiledFiles: findCompiledFiles(),
          sampleIntervalBytes,
          stackDepth,
          forgottenSeconds,
        });
      },
      request: (thread) => this.#of(thread).takeRequest(now()),
      visit: (worker) => this.#of(worker.thread).takeIn(worker, now(), this.#isFollowed(worker.thread)),
    };
  }

  /** True where worker threads have been looked at. */
  get isAny(): boolean {
    return this.#workers.size > 0;
  }

  /** The bytes that worker threads hold: the pages of their heaps, and what is held outside them by objects on them. */
  get heldBytes(): number {
    return [...this.#workers.values()].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  /** All worker threads that have said how they stand. */
  get heaps(): readonly WorkerHeap[] {
    return [...this.#workers.values()].flatMap((worker) => {
      const { heap } = worker;
      return heap === undefined ? [] : [{ ...heap, thread: this.#boundedName(heap.thread) }];
    });
  }

  /** Looks at all worker threads and takes in how they stand. It does not reject. */
  async look(): Promise<void> {
    const retry = 'tried again with the next read';
    try {
      const looks = await this.#parts.look(this.#plan);
      const present = new Map(looks.map(({ thread }) => [thread.id, this.#of(thread)]));
      for (const [id, worker] of this.#workers) if (!present.has(id)) worker.end();
      this.#workers = present;
      for (const { thread, outcome, failure } of looks) {
        if (outcome === 'left-alone') continue;
        this.#of(thread).noteAnswer(outcome === 'answered');
        if (failure !== undefined) this.#of(thread).noteFailure(failure, now());
      }
    } catch (error) {
      this.#parts.notices.note('worker threads could not be looked at', error, retry);
    }
  }

  /** Gives the seconds to the next look. @param periodSeconds those that it would be for the main thread alone */
  nextSeconds(periodSeconds: number): number {
    return [...this.#workers.values()].reduce((least, worker) => worker.nextSeconds(least), periodSeconds);
  }

  /** Ends what waits for worker threads. */
  stop(): void {
    for (const worker of this.#workers.values()) worker.end();
  }

  #of(thread: WorkerThread): WatchedWorker {
    const known = this.#workers.get(thread.id);
    if (known !== undefined) return known;
    const worker = new WatchedWorker(thread.url, this.#settings, this.#parts);
    this.#workers.set(thread.id, worker);
    return worker;
  }

  /** Says whether the heap of a thread is followed: that of the first ones is for as long as they run. */
  #isFollowed(thread: WorkerThread): boolean {
    const worker = this.#of(thread);
    const followed = [...this.#workers.values()].filter(({ isFollowed }) => isFollowed).length;
    return worker.isFollowed || followed < MOST_FOLLOWED_WORKERS;
  }

  #boundedName(name: string): string {
    if (this.#names.size < MOST_NAMES) this.#names.add(name);
    return this.#names.has(name) ? name : OTHER_NAME;
  }
}
