import type { Report } from '../report/report.js';

/** The multiple of its limit beyond which a sampler holds too much: the garbage of a large read may stay for a while. */
const MOST_OF_LIMIT = 2;

/** The number of reports in a row that show too much before the sampler gives up. */
const MOST_REPORTS = 10;

/**
 * Finds out that a sampler holds too much memory for good. Its own limits keep it from that; this is for what they do not
 * foresee. V8's limit of a thread's heap is no way to enforce it: where one built-in function oversteps that, such as
 * `JSON.parse`, V8 ends the whole process.
 */
export class MemoryWatch {
  #inARow = 0;

  /** Takes note of a report, and returns true where the sampler should end, to be started again with nothing. */
  isExceeded({ sampler }: { readonly sampler: Pick<Report['sampler'], 'memoryBytes' | 'memoryLimitBytes'> }): boolean {
    this.#inARow = sampler.memoryBytes > MOST_OF_LIMIT * sampler.memoryLimitBytes ? this.#inARow + 1 : 0;
    return this.#inARow >= MOST_REPORTS;
  }
}
