import type { MemoryOwner } from '../values/memory-limit.js';

/** Sizes that only the application's thread can read; it sends them to the sampler once a period. */
export interface ProcessStats {
  readonly heapUsedBytes: number;
  /** The pages that V8 holds for its heap, whether they are in use or not. */
  readonly heapCommittedBytes: number;
  /** The use of the heap at which V8 ends the process. */
  readonly heapLimitBytes: number;
  /** The largest use of the heap so far, garbage included. */
  readonly heapPeakBytes: number;
  readonly externalBytes: number;
  /** The resident set of the process at the same moment. */
  readonly rssBytes: number;
  /** The memory that the process may use: its container's limit, else the machine's memory. */
  readonly memoryLimitBytes: number;
  /** What has that memory: the container or the machine. */
  readonly memoryLimitOwner: MemoryOwner;
  /**
   * What was allocated before and is live has survived two collections of the young generation, so that only a major one
   * takes it: monotonic seconds; `null` where that is not known.
   */
  readonly tenuredSeconds: number | null;
  /** The number of alerts so far that a handler or listener of the application failed to take. */
  readonly alertFailures: number;
}
