import { getHeapStatistics } from 'node:v8';
import { heapLimitBytes } from './heap-limit.js';
import type { Profile } from './profile.js';

/**
 * The name of the function that allocates a sentinel. An object sampled there is in the profile of one run of V8's
 * profiler for as long as it is held, and in no other's: who starts the profiler later finds the object made already.
 */
export const SENTINEL_FUNCTION = 'heapgaugeRunSentinel';

/** The size of a sentinel in intervals: it is sampled with a probability of 1 − exp(−8), all but once in 3,000 times. */
const INTERVALS = 8;

/** The size of the smallest sentinel, which is sampled at an interval of 1. */
const SMALLEST_BYTES = 1024;

/** The size of the largest sentinel, which takes some 3 ms: full size for an interval of 1 MiB. */
const LARGEST_BYTES = 8 * 2 ** 20;

/** The share of the heap's free memory that a sentinel may take, for a moment. */
const SHARE_OF_FREE_MEMORY = 0.1;

const BYTES_AN_ELEMENT = 8;

/** Allocates in a method, as a bundler would shorten a function's name. */
class RunSentinel {
  #array: readonly number[] | undefined;

  heapgaugeRunSentinel(elements: number): object {
    const array = new Array<number>(elements);
    // V8 cuts the array's store off where it is, gives the rest back, and knows the store by the sample taken before.
    array.length = 1;
    this.#array ??= array;
    return this.#array;
  }
}

/**
 * Allocates an object of which V8's profiler takes a sample, most probably, and which takes some bytes after that.
 *
 * @returns the object, which has to be held; `undefined` where the heap is too full for it
 */
export function makeSentinel(sampleIntervalBytes: number): object | undefined {
  const bytes = Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, INTERVALS * sampleIntervalBytes));
  const { heap_size_limit: sizeLimit, used_heap_size: used } = getHeapStatistics();
  if (bytes > SHARE_OF_FREE_MEMORY * (heapLimitBytes(sizeLimit) - used)) return undefined;
  return new RunSentinel()[SENTINEL_FUNCTION](bytes / BYTES_AN_ELEMENT);
}

/** Returns false where a profile is certainly of another run: somebody has stopped the profiler and started it again. */
export function isProfileOf({ hasSentinel = false }: { readonly hasSentinel?: boolean }, profile: Profile): boolean {
  return !hasSentinel || profile.hasSentinel === true;
}

/** Recognises, from read to read, whether the profile is still of the same run, where it has no sentinel too. */
export class RunCheck {
  readonly #run: { readonly hasSentinel?: boolean };
  #ordinals: ReadonlySet<number> = new Set();
  #highestOrdinal = 0;

  constructor(run: { readonly hasSentinel?: boolean }) {
    this.#run = run;
  }

  /** The highest ordinal read. */
  get highestOrdinal(): number {
    return this.#highestOrdinal;
  }

  /**
   * Takes a read in and returns true where it is of the run of those before. A run without a sentinel is recognised by
   * its ordinals: a sample that was not there before has a higher one than all that were.
   */
  continues(profile: Profile): boolean {
    if (!isProfileOf(this.#run, profile)) return false;
    const { ordinal } = profile.samples;
    if (this.#run.hasSentinel !== true) {
      if (ordinal.some((its) => its <= this.#highestOrdinal && !this.#ordinals.has(its))) return false;
      this.#ordinals = new Set(ordinal);
    }
    // Not by `reduce`: a call makes an object of each number, and at an interval of 1 every one of them is sampled.
    let highest = this.#highestOrdinal;
    for (const its of ordinal) highest = Math.max(highest, its);
    this.#highestOrdinal = highest;
    return true;
  }
}
