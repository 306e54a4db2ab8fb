import type { CompiledFiles } from '../v8/compiled-files.js';
import type { ReportedCollection } from '../v8/collections.js';
import type { ProfilerState } from '../v8/profiler-state.js';
import type { SamplingParameters, StarterName } from '../v8/starters.js';

/** The settings by which a worker thread of the application is watched. */
export interface WorkerSettings extends SamplingParameters {
  readonly starter: StarterName | 'auto';
  /** Where the compiled files of starters lie: a worker thread loads no other file. */
  readonly compiledFiles: CompiledFiles;
  /** The seconds after which a thread that nobody has looked at gives its profiler up, as whoever did has died. */
  readonly forgottenSeconds: number;
}

/** What a worker thread of the application is told when it is looked at. */
export interface WorkerRequest {
  /** The run of the profiler that was found not to run any more, or `null`. */
  readonly lostRun: string | null;
  /** True where it is to have a major collection begin soon, beside its work. */
  readonly collects: boolean;
}

/** The sizes of one thread's heap, which only the thread itself can read, in bytes. */
export interface ThreadSizes {
  readonly heapUsedBytes: number;
  /** The pages that V8 holds for the heap, whether they are in use or not. */
  readonly heapCommittedBytes: number;
  /** The use of the heap at which V8 ends the thread. */
  readonly heapLimitBytes: number;
  /** Memory outside the heap that is held by objects on it. */
  readonly externalBytes: number;
}

/** What a worker thread of the application says of itself: plain data, as it is sent as JSON. */
export interface WorkerState {
  readonly profiler: ProfilerState;
  readonly sizes: ThreadSizes;
  /** The latest major collection, with the pauses of all since the thread was last looked at; `null` before the first. */
  readonly collection: ReportedCollection | null;
  /** As `ProcessStats.tenuredSeconds`. */
  readonly tenuredSeconds: number | null;
  /**
   * True where the thread's event loop has turned since it was looked at before. Where it has not, as the thread computes or
   * waits for a lock all the time, no collection is reported.
   */
  readonly isTurning: boolean;
}
