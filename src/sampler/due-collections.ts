import { now } from '../v8/clock.js';
import type { MajorCollection } from '../v8/collections.js';

/** Asks for a major collection where none has come for as long as was allowed, as growth is measured between them. */
export class DueCollections {
  readonly #collect: () => Promise<void>;
  readonly #afterSeconds: number;
  /** The time at which the latest known collection ended, or the latest was asked for, monotonic seconds. */
  #latestSeconds = now();

  /** @param collect has the garbage of the watched heap collected; rejects where that does not come in time */
  constructor(collect: () => Promise<void>, { afterSeconds }: { readonly afterSeconds: number }) {
    this.#collect = collect;
    this.#afterSeconds = afterSeconds;
  }

  noteCollection({ endSeconds }: MajorCollection): void {
    this.#latestSeconds = Math.max(this.#latestSeconds, endSeconds);
  }

  /** Asks for a collection if one is due, and returns whether it has come; rejects with the error of the collection. */
  async collectIfDue(): Promise<boolean> {
    if (now() - this.#latestSeconds < this.#afterSeconds) return false;
    this.#latestSeconds = now();
    await this.#collect();
    return true;
  }
}
