import type { SampleTable } from '../v8/profile.js';

/** Samples that were born while V8 inlined nothing: those with ordinals above `from`, up to `to`. */
export interface OrdinalRange {
  readonly from: number;
  readonly to: number;
}

/** The most ranges that are remembered: months of zooms once an hour would be thousands. */
const MOST_RANGES = 100;

/**
 * The ordinals of the samples that were born while V8 inlined nothing. A range begins with the first read after inlining
 * was switched off and ends with the last one before it was switched on, so that what is born in between, of code that V8
 * was just leaving or entering, does not count.
 */
export class ZoomRanges {
  #ended: readonly OrdinalRange[] = [];
  #from: number | undefined;
  #to = 0;

  /** All ranges, the oldest first. */
  get all(): readonly OrdinalRange[] {
    return this.#from === undefined || this.#to <= this.#from
      ? this.#ended
      : [...this.#ended, { from: this.#from, to: this.#to }];
  }

  /** Says whether a sample was born while V8 inlined nothing. */
  has(ordinal: number): boolean {
    if (this.#from !== undefined && ordinal > this.#from && ordinal <= this.#to) return true;
    return this.#ended.some(({ from, to }) => ordinal > from && ordinal <= to);
  }

  /** Takes in a read that was made while V8 inlined nothing. */
  noteRead(samples: SampleTable): void {
    const highest = samples.ordinal.reduce((most, ordinal) => Math.max(most, ordinal), 0);
    this.#from ??= highest;
    this.#to = Math.max(this.#from, highest);
  }

  /** Ends the present range with the latest read of it. */
  end(): void {
    this.#ended = this.all.slice(-MOST_RANGES);
    this.#from = undefined;
  }

  /** Forgets everything: the ordinals of another run of the profiler begin anew. */
  clear(): void {
    this.#ended = [];
    this.#from = undefined;
  }
}
