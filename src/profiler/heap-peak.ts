import { GCProfiler, getHeapStatistics } from 'node:v8';

/** Collections are taken down at some 2.5 KB each and looked through this often. */
const LOOK_SECONDS = 10;

/** What V8 tells of one collection. */
interface Collection {
  readonly gcType: string;
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
}

/**
 * The largest use of this thread's heap, garbage included: a heap is fullest just before a collection, and
 * V8's `GCProfiler` takes down the use before each one.
 */
export class HeapPeak {
  readonly #collections = new GCProfiler();
  readonly #timer: NodeJS.Timeout;
  #peakBytes = 0;
  /** Left on the heap by this package's own reads, until a major collection takes it. */
  #ownBytes = 0;

  constructor() {
    this.#collections.start();
    this.reset();
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_SECONDS * 1000);
    this.#timer.unref();
  }

  /** Bytes in use at the peak since the last reset. */
  get bytes(): number {
    this.#look();
    this.#note(usedBytes());
    return this.#peakBytes;
  }

  /** Begins anew from the present use. */
  reset(): void {
    this.#look();
    this.#peakBytes = usedBytes() - this.#ownBytes;
  }

  /** Does something of our own, whose memory is not the application's. */
  without<T>(act: () => T): T {
    this.#look();
    const before = usedBytes();
    try {
      return act();
    } finally {
      this.#collections.stop();
      this.#collections.start();
      this.#ownBytes = Math.max(0, this.#ownBytes + usedBytes() - before);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#collections.stop();
  }

  #look(): void {
    const taken = this.#collections.stop() as { readonly statistics: readonly Collection[] } | undefined;
    this.#collections.start();
    for (const { gcType, beforeGC } of taken?.statistics ?? []) {
      this.#note(beforeGC.heapStatistics.usedHeapSize);
      if (gcType === 'MarkSweepCompact') this.#ownBytes = 0;
    }
  }

  #note(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes - this.#ownBytes);
  }
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}
