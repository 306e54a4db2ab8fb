import type { HeapPeak } from '../v8/heap-peak.js';

/** Traced memory in bytes, with garbage that has not been collected yet. */
export interface TracedMemory {
  /** Estimated bytes that are there now. */
  readonly currentBytes: number;
  /**
   * The largest that traced memory has been, about: the largest of the estimates made, and of the heap's use before every
   * garbage collection less its use at the start. What was on the heap at the start and has been collected since makes
   * the latter too low; heapgauge's own reads, whose garbage is subtracted by an estimate, may make it too high by a few
   * megabytes.
   */
  readonly peakBytes: number;
}

/** Follows the peak of traced memory: the heap's own peak above a base, and the estimates that are reported to it. */
export class TracedPeak {
  readonly #heap: HeapPeak;
  /** The heap's use that is not traced memory. */
  #baseBytes = 0;
  #largestBytes = 0;

  /** Follows the peak of a heap. @param heap the heap's peak, which this class restarts */
  constructor(heap: HeapPeak) {
    this.#heap = heap;
  }

  /** Restarts the peak from the traced memory that there is now. */
  restart(currentBytes: number): void {
    this.#baseBytes = this.#heap.reset() - currentBytes;
    this.#largestBytes = currentBytes;
  }

  /** Returns the peak with the traced memory that there is now taken into account. */
  bytes(currentBytes: number): number {
    const risenBytes = this.#heap.bytes - this.#baseBytes;
    this.#largestBytes = Math.max(this.#largestBytes, currentBytes, risenBytes);
    return this.#largestBytes;
  }
}
