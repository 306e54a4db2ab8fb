import { GCProfiler, getHeapStatistics } from 'node:v8';

/** Collections are taken down at some 2.5 KB each and looked through this often. */
const LOOK_SECONDS = 10;

/** Where bounded, so many are taken down between two looks: reading one takes 25 µs, so a look some 10 ms. */
const MOST_COLLECTIONS = 400;

/** `GCProfiler`'s name of a major collection. */
const MAJOR = 'MarkSweepCompact';

/** What V8 tells of one collection. */
interface Collection {
  readonly gcType: string;
  readonly beforeGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
  readonly afterGC: { readonly heapStatistics: { readonly usedHeapSize: number } };
}

/**
 * The largest use of this thread's heap, garbage included: a heap is fullest just before a collection, and
 * V8's `GCProfiler` takes down the use before each one.
 */
export class HeapPeak {
  readonly #collections = new GCProfiler();
  readonly #timer: NodeJS.Timeout;
  readonly #isBounded: boolean;
  #peakBytes = 0;
  /** Collections there have been since the last look, as far as is known. */
  #count = 0;
  #isTaking = true;
  /**
   * At most so much this package's own reads have left on the heap since the last major collection, and since the one
   * before: a collection that was marking already takes nothing made meanwhile, the next one does.
   */
  #own = { young: 0, old: 0 };

  /**
   * @param options.isBounded stops taking down collections for a while where they come in hundreds, of which it has to
   *   be told: the peak may then be too low by what was allocated since the last one taken down
   */
  constructor({ isBounded = false }: { isBounded?: boolean } = {}) {
    this.#isBounded = isBounded;
    this.#collections.start();
    this.reset();
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_SECONDS * 1000);
    this.#timer.unref();
  }

  /** Bytes in use at the peak since the last reset: then, or before a collection since. */
  get bytes(): number {
    this.#count = 0;
    this.#look();
    return this.#peakBytes;
  }

  /** Takes in that so many collections have been. */
  noteCollections(count: number): void {
    this.#count += count;
    if (!this.#isBounded || this.#count <= MOST_COLLECTIONS || !this.#isTaking) return;
    this.#look();
    this.#collections.stop();
    this.#isTaking = false;
  }

  /** Begins anew from the present use, which is returned. */
  reset(): number {
    this.#taken();
    this.#own = { young: 0, old: 0 };
    this.#peakBytes = usedBytes();
    return this.#peakBytes;
  }

  /** Does something of our own, whose memory is not the application's. */
  without<T>(act: () => T): T {
    const resume = this.pause();
    try {
      return act();
    } finally {
      resume();
    }
  }

  /** Looks away until the returned function is called: whatever is allocated meanwhile is our own. */
  pause(): () => void {
    this.#look();
    let lastBytes = usedBytes();
    return () => {
      let allocatedBytes = 0;
      for (const { gcType, beforeGC, afterGC } of this.#taken()) {
        allocatedBytes += beforeGC.heapStatistics.usedHeapSize - lastBytes;
        lastBytes = afterGC.heapStatistics.usedHeapSize;
        if (gcType === MAJOR) this.#age();
      }
      this.#own.young += Math.max(0, allocatedBytes + usedBytes() - lastBytes);
    };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#collections.stop();
  }

  #look(): void {
    for (const { gcType, beforeGC } of this.#taken()) {
      this.#note(beforeGC.heapStatistics.usedHeapSize);
      if (gcType === MAJOR) this.#age();
    }
  }

  /** The collections since the last time. */
  #taken(): readonly Collection[] {
    const taken = this.#collections.stop() as { readonly statistics: readonly Collection[] } | undefined;
    this.#collections.start();
    this.#isTaking = true;
    return taken?.statistics ?? [];
  }

  #note(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes - this.#own.young - this.#own.old);
  }

  #age(): void {
    this.#own = { young: 0, old: this.#own.young };
  }
}

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}
