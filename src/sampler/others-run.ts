import { listsTheDead } from '../v8/others-profile.js';
import type { HeapRead } from './read-heap.js';

/**
 * Watches whether a profiler that somebody else has started lists live objects only, as ours does. It may have been started
 * so that it goes on listing what has been collected; all of that would count as retained.
 */
export class OthersRun {
  #ordinals: ReadonlySet<number> = new Set();
  #isProven = false;

  /** True once a sample has been seen to leave: what stays may count as retained from then on. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Takes a read in and returns false where it lists more than can be alive. */
  takeIn({ profile, heapUsedBytes }: Pick<HeapRead, 'profile' | 'heapUsedBytes'>): boolean {
    if (!this.#isProven) {
      const ordinals = new Set(profile.samples.ordinal);
      this.#isProven = [...this.#ordinals].some((ordinal) => !ordinals.has(ordinal));
      this.#ordinals = this.#isProven ? new Set() : ordinals;
    }
    return !listsTheDead(profile, heapUsedBytes);
  }
}
