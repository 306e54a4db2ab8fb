import type { Tally } from '../snapshot/estimate.js';

const FIELDS = 4;

/** Tallies by column in one typed array: 32 bytes each, which is what a site's history costs. */
export class TallyColumns {
  #values = new Float64Array(0);

  bytes(column: number): number {
    return this.#values[column * FIELDS + 1] ?? 0;
  }

  squares(column: number): number {
    return this.#values[column * FIELDS + 3] ?? 0;
  }

  tally(column: number): Tally {
    const at = column * FIELDS;
    const values = this.#values;
    return {
      samples: values[at] ?? 0,
      bytes: values[at + 1] ?? 0,
      variance: values[at + 2] ?? 0,
      squares: values[at + 3] ?? 0,
    };
  }

  set(column: number, tally: Readonly<Tally>): void {
    this.#reach(column);
    this.#values.set([tally.samples, tally.bytes, tally.variance, tally.squares], column * FIELDS);
  }

  add(column: number, weightBytes: number, variance: number): void {
    this.#reach(column);
    const at = column * FIELDS;
    const values = this.#values;
    values[at] = (values[at] ?? 0) + 1;
    values[at + 1] = (values[at + 1] ?? 0) + weightBytes;
    values[at + 2] = (values[at + 2] ?? 0) + variance;
    values[at + 3] = (values[at + 3] ?? 0) + weightBytes ** 2;
  }

  /** Adds to each of the first columns all that are before it. */
  accumulate(columns: number): void {
    this.#reach(columns - 1);
    const values = this.#values;
    for (let at = FIELDS; at < columns * FIELDS; at += 1) values[at] = (values[at] ?? 0) + (values[at - FIELDS] ?? 0);
  }

  clear(): void {
    this.#values.fill(0);
  }

  #reach(column: number): void {
    if ((column + 1) * FIELDS <= this.#values.length) return;
    const grown = new Float64Array(Math.max(4, Math.ceil(1.25 * (column + 1))) * FIELDS);
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** One tally less a part of it, as exact as sums of whole bytes are. */
export function lessTally(whole: Readonly<Tally>, part: Readonly<Tally>): Tally {
  const samples = whole.samples - part.samples;
  // What is left of sums that should cancel is rounding.
  if (samples === 0) return { samples: 0, bytes: 0, variance: 0, squares: 0 };
  return {
    samples,
    bytes: whole.bytes - part.bytes,
    variance: Math.max(0, whole.variance - part.variance),
    squares: Math.max(0, whole.squares - part.squares),
  };
}
