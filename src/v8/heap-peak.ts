import { COLLECTIONS, type CollectionFollower, usedBytes } from './collection-recorder.js';

/**
 * Follows the largest use of this thread's heap, garbage included. A heap is fullest just before a collection, and the
 * use before each one is recorded. Where collections come in hundreds a second not all of them are, and the peak may be
 * too low by what was allocated since the last one recorded.
 */
export class HeapPeak {
  readonly #follower: CollectionFollower = {
    noteUse: (used) => {
      this.#peakBytes = Math.max(this.#peakBytes, used - this.#own.young - this.#own.old);
    },
    noteOwn: (allocatedBytes) => {
      this.#own.young += allocatedBytes;
    },
    noteMajor: () => {
      this.#own = { young: 0, old: this.#own.young };
    },
  };
  #peakBytes = 0;
  /**
   * An upper bound of the bytes that this package has left on the heap since the last major collection (`young`) and
   * between that and the one before (`old`): a collection that was marking already frees nothing made meanwhile, the
   * next one does.
   */
  #own = { young: 0, old: 0 };

  /** Begins at the present use. */
  constructor() {
    COLLECTIONS.follow(this.#follower);
    this.reset();
  }

  /** The bytes in use at the peak since the last reset: at the reset, or before one of the collections since. */
  get bytes(): number {
    COLLECTIONS.evaluate();
    return this.#peakBytes;
  }

  /** Restarts the peak from the present use, and returns that. */
  reset(): number {
    COLLECTIONS.evaluate();
    this.#own = { young: 0, old: 0 };
    this.#peakBytes = usedBytes();
    return this.#peakBytes;
  }

  /** Does work of this package, and leaves the memory that it allocates out of all peaks of this thread. */
  exclude<T>(act: () => T): T {
    const end = this.beginExclusion();
    try {
      return act();
    } finally {
      end();
    }
  }

  /** Leaves out of all peaks what is allocated from now on, this package's own, until the returned function is called. */
  beginExclusion(): () => void {
    return COLLECTIONS.beginExclusion();
  }

  stop(): void {
    COLLECTIONS.unfollow(this.#follower);
  }
}
