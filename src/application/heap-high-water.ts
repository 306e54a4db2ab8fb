import { getHeapStatistics } from 'node:v8';
import { largestResidentSetBytes, residentSetBytes } from '../threads/resident-set.js';

/** Captured while it is still the runtime's own. */
const heapStatistics = getHeapStatistics;

/**
 * Follows the largest use of this thread's heap, garbage included, at no cost that grows. What a heap held for a moment
 * between two observations is found by the trace it leaves: a major collection has come since, and the largest resident
 * set of the process, which the system remembers, has risen and is above the present one by what was given back.
 *
 * V8's count of the use before each collection (`GCProfiler`) is exact, and is not for a process that runs for months: a
 * recording that was stopped goes on until a major collection frees it, 2.5 KB and 10 µs for every collection, and where
 * there is nothing but short-lived garbage no major one comes for hours.
 */
export class HeapHighWater {
  #bytes = 0;
  #largestResidentBytes = largestResidentSetBytes();
  #hasCollected = false;

  /** Takes note of a major collection. */
  noteMajorCollection(): void {
    this.#hasCollected = true;
  }

  /** Observes the heap, and gives the largest use so far. */
  observe(): number {
    const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = heapStatistics();
    const largestResidentBytes = largestResidentSetBytes();
    const hasRisen = largestResidentBytes > this.#largestResidentBytes;
    // The resident set of this moment and the largest one can be of either order: they are not read at once.
    const returnedBytes = this.#hasCollected && hasRisen ? Math.max(0, largestResidentBytes - residentSetBytes()) : 0;
    this.#bytes = Math.max(this.#bytes, usedBytes, Math.min(limitBytes, usedBytes + returnedBytes));
    this.#largestResidentBytes = largestResidentBytes;
    this.#hasCollected = false;
    return this.#bytes;
  }
}
