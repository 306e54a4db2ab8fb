import type { Tally } from '../snapshot/estimate.js';
import type { Checkpoint } from './checkpoint.js';

const FIELDS = 4;

/** A table grows by so many columns: there are thousands of tables, of some fifty columns each. */
const COLUMNS_AT_ONCE = 8;

/** A tally for each checkpoint in one typed array: 32 bytes each, which is what the history of a site costs. */
export class CheckpointTallies {
  #values = new Float64Array(0);

  samples({ column }: Checkpoint): number {
    return this.#values[column * FIELDS] ?? 0;
  }

  bytes({ column }: Checkpoint): number {
    return this.#values[column * FIELDS + 1] ?? 0;
  }

  squares({ column }: Checkpoint): number {
    return this.#values[column * FIELDS + 3] ?? 0;
  }

  tally({ column }: Checkpoint): Tally {
    const at = column * FIELDS;
    const values = this.#values;
    return {
      samples: values[at] ?? 0,
      bytes: values[at + 1] ?? 0,
      variance: values[at + 2] ?? 0,
      squares: values[at + 3] ?? 0,
    };
  }

  set({ column }: Checkpoint, { samples, bytes, variance, squares }: Readonly<Tally>): void {
    this.#reach(column);
    const at = column * FIELDS;
    const values = this.#values;
    values[at] = samples;
    values[at + 1] = bytes;
    values[at + 2] = variance;
    values[at + 3] = squares;
  }

  /** Adds one sample to the tally of a checkpoint. */
  addSample({ column }: Checkpoint, weightBytes: number, variance: number): void {
    this.#reach(column);
    const at = column * FIELDS;
    const values = this.#values;
    values[at] = (values[at] ?? 0) + 1;
    values[at + 1] = (values[at + 1] ?? 0) + weightBytes;
    values[at + 2] = (values[at + 2] ?? 0) + variance;
    values[at + 3] = (values[at + 3] ?? 0) + weightBytes ** 2;
  }

  /** Adds to the tally of each checkpoint that of others. */
  addAll(others: CheckpointTallies): void {
    this.#reach(others.#values.length / FIELDS - 1);
    const [values, added] = [this.#values, others.#values];
    for (let at = 0; at < added.length; at += 1) values[at] = (values[at] ?? 0) + (added[at] ?? 0);
  }

  /** Adds to the tally of each checkpoint what one table has more than another. */
  addDifference(more: CheckpointTallies, less: CheckpointTallies): void {
    this.#reach(more.#values.length / FIELDS - 1);
    const [values, added, taken] = [this.#values, more.#values, less.#values];
    for (let at = 0; at < added.length; at += 1) values[at] = (values[at] ?? 0) + (added[at] ?? 0) - (taken[at] ?? 0);
  }

  /** Adds to the tally of each checkpoint those of all checkpoints before it in the list. */
  accumulate(checkpoints: readonly Checkpoint[]): void {
    for (const { column } of checkpoints) this.#reach(column);
    const values = this.#values;
    let [samples, bytes, variance, squares] = [0, 0, 0, 0];
    for (const { column } of checkpoints) {
      const at = column * FIELDS;
      values[at] = samples += values[at] ?? 0;
      values[at + 1] = bytes += values[at + 1] ?? 0;
      values[at + 2] = variance += values[at + 2] ?? 0;
      values[at + 3] = squares += values[at + 3] ?? 0;
    }
  }

  clear(): void {
    this.#values.fill(0);
  }

  #reach(column: number): void {
    if ((column + 1) * FIELDS <= this.#values.length) return;
    const grown = new Float64Array(Math.ceil((column + 1) / COLUMNS_AT_ONCE) * COLUMNS_AT_ONCE * FIELDS);
    grown.set(this.#values);
    this.#values = grown;
  }
}
