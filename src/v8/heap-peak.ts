import { GCProfiler, getHeapStatistics } from 'node:v8';
import { repeat } from '../values/repeat.js';

/** Seconds between two evaluations of the recorded collections, each of which takes some 2.5 KB until then. */
const EVALUATION_SECONDS = 10;

/** The name that `GCProfiler` gives to a major collection. */
const MAJOR = 'MarkSweepCompact';

/** One collection as `GCProfiler` records it. */
interface Collection {
  readonly gcType: string;
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
  readonly afterGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
}

/**
 * Follows the largest use of this thread's heap, garbage included. A heap is fullest just before a collection, and V8's
 * `GCProfiler` records the use before each one. A recording that was stopped goes on until a major collection frees it,
 * so this is for tracing and not for a process that runs for months.
 */
export class HeapPeak {
  readonly #collections = new GCProfiler();
  readonly #endEvaluating: () => void;
  #peakBytes = 0;
  /**
   * An upper bound of the bytes that this package has left on the heap since the last major collection (`young`) and
   * between that and the one before (`old`): a collection that was marking already frees nothing made meanwhile, the
   * next one does.
   */
  #own = { young: 0, old: 0 };

  /** Begins at the present use. */
  constructor() {
    this.#collections.start();
    this.reset();
    this.#endEvaluating = repeat(
      EVALUATION_SECONDS,
      () => {
        this.#evaluate();
      },
      ignore,
    );
  }

  /** The bytes in use at the peak since the last reset: at the reset, or before one of the collections since. */
  get bytes(): number {
    this.#evaluate();
    return this.#peakBytes;
  }

  /** Restarts the peak from the present use, and returns that. */
  reset(): number {
    this.#takeRecorded();
    this.#own = { young: 0, old: 0 };
    this.#peakBytes = usedBytes();
    return this.#peakBytes;
  }

  /** Does work of this package, and leaves the memory that it allocates out of the peak. */
  exclude<T>(act: () => T): T {
    const end = this.beginExclusion();
    try {
      return act();
    } finally {
      end();
    }
  }

  /** Leaves out of the peak what is allocated from now on, this package's own, until the returned function is called. */
  beginExclusion(): () => void {
    this.#evaluate();
    let lastBytes = usedBytes();
    return () => {
      let allocatedBytes = 0;
      for (const { gcType, beforeGC, afterGC } of this.#takeRecorded()) {
        allocatedBytes += beforeGC.heapStatistics.usedHeapSize - lastBytes;
        lastBytes = afterGC.heapStatistics.usedHeapSize;
        if (gcType === MAJOR) this.#age();
      }
      this.#own.young += Math.max(0, allocatedBytes + usedBytes() - lastBytes);
    };
  }

  stop(): void {
    this.#endEvaluating();
    this.#collections.stop();
  }

  #evaluate(): void {
    for (const { gcType, beforeGC } of this.#takeRecorded()) {
      const bytes = beforeGC.heapStatistics.usedHeapSize - this.#own.young - this.#own.old;
      this.#peakBytes = Math.max(this.#peakBytes, bytes);
      if (gcType === MAJOR) this.#age();
    }
  }

  /** Returns the collections recorded since the last time, and records anew. */
  #takeRecorded(): readonly Collection[] {
    const recorded = this.#collections.stop() as { readonly statistics: readonly Collection[] } | undefined;
    this.#collections.start();
    return recorded?.statistics ?? [];
  }

  /** Takes note of a major collection, after which what this package left before the previous one is free. */
  #age(): void {
    this.#own = { young: 0, old: this.#own.young };
  }
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

function ignore(): void {
  // The peak is too low by what could not be evaluated.
}
