import type { Tally } from '../snapshot/estimate.js';
import type { CallTree, TreeFunction } from './call-tree.js';
import type { CheckpointHistory } from './checkpoint-history.js';
import { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';
import type { RowsBySeries } from './rows-by-series.js';
import type { SampleStore } from './sample-store.js';

/** So many samples are counted one by one at most at either end of a subtree; those between are counted together. */
const BLOCK = 256;

/**
 * The retained samples sorted by their row of the call tree, with running sums: what a whole subtree retains, and since
 * when, is the difference between two of them, however many samples it has.
 */
export class RetainedByNode {
  readonly #samples: SampleStore;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #sorted: RowsBySeries;
  readonly #bytes: Float64Array;
  readonly #variance: Float64Array;
  readonly #squares: Float64Array;
  /** The first checkpoint at which each sample counts as retained. */
  readonly #since: Array<Checkpoint | undefined>;
  /** What was first retained at each checkpoint of the samples before each block; made when it is asked for. */
  #blocks: CheckpointTallies[] | undefined;

  constructor(samples: SampleStore, tree: CallTree, checkpoints: CheckpointHistory) {
    this.#samples = samples;
    this.#checkpoints = checkpoints.all;
    this.#sorted = samples.retainedByNode(tree.count);
    const rows = this.#sorted.all;
    const sums = (): Float64Array => new Float64Array(rows.length + 1);
    this.#since = Array.from(rows, (row) => checkpoints.firstSince(samples.confirmedBy(row) ?? 0));
    [this.#bytes, this.#variance, this.#squares] = [sums(), sums(), sums()];
    let [bytes, variance, squares] = [0, 0, 0];
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] ?? 0;
      const weightBytes = samples.weightBytes(row);
      this.#bytes[at + 1] = bytes += weightBytes;
      this.#variance[at + 1] = variance += samples.variance(row);
      this.#squares[at + 1] = squares += weightBytes ** 2;
    }
  }

  /** Gives the number of retained samples that have a function on their stack. */
  countBelow({ subtrees }: TreeFunction): number {
    let count = 0;
    for (let n = 0; n < subtrees.length; n += 2) count += this.#at(subtrees[n + 1]) - this.#at(subtrees[n]);
    return count;
  }

  /** Adds up the retained samples that have a function on their stack. */
  tallyBelow({ subtrees }: TreeFunction): Tally {
    const tally = { samples: 0, bytes: 0, variance: 0, squares: 0 };
    for (let n = 0; n < subtrees.length; n += 2) {
      const [begin, end] = [this.#at(subtrees[n]), this.#at(subtrees[n + 1])];
      tally.samples += end - begin;
      tally.bytes += between(this.#bytes, begin, end);
      tally.variance += between(this.#variance, begin, end);
      tally.squares += between(this.#squares, begin, end);
    }
    return tally;
  }

  /** Counts into a table, cleared before, what was retained at each checkpoint of the samples below a function. */
  countSurvivors({ subtrees }: TreeFunction, into: CheckpointTallies): void {
    into.clear();
    for (let n = 0; n < subtrees.length; n += 2)
      this.#addSurvivors(this.#at(subtrees[n]), this.#at(subtrees[n + 1]), into);
    into.accumulate(this.#checkpoints);
  }

  /** Returns a function that adds up what was retained at a checkpoint of the samples below a function. */
  survivingBytes(from: Checkpoint): (one: TreeFunction) => number {
    const rows = this.#sorted.all;
    const sums = new Float64Array(rows.length + 1);
    let bytes = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] ?? 0;
      if ((this.#samples.confirmedBy(row) ?? Infinity) <= from.number) bytes += this.#samples.weightBytes(row);
      sums[at + 1] = bytes;
    }
    return ({ subtrees }) => {
      let surviving = 0;
      for (let n = 0; n < subtrees.length; n += 2)
        surviving += between(sums, this.#at(subtrees[n]), this.#at(subtrees[n + 1]));
      return surviving;
    };
  }

  /** The rows of the store that hold the retained samples below a function. */
  *rowsBelow({ subtrees }: TreeFunction): Generator<number> {
    for (let n = 0; n < subtrees.length; n += 2) {
      yield* this.#sorted.all.subarray(this.#at(subtrees[n]), this.#at(subtrees[n + 1]));
    }
  }

  #at(node = 0): number {
    return this.#sorted.beginOf(node);
  }

  #addSurvivors(begin: number, end: number, into: CheckpointTallies): void {
    const [first, last] = [Math.ceil(begin / BLOCK), Math.floor(end / BLOCK)];
    if (last <= first) {
      this.#addEach(begin, end, into);
      return;
    }
    this.#blocks ??= this.#countBlocks();
    const [before, until] = [this.#blocks[first], this.#blocks[last]];
    if (before !== undefined && until !== undefined) into.addDifference(until, before);
    this.#addEach(begin, first * BLOCK, into);
    this.#addEach(last * BLOCK, end, into);
  }

  #addEach(begin: number, end: number, into: CheckpointTallies): void {
    const rows = this.#sorted.all;
    for (let at = begin; at < end; at += 1) {
      const [row, since] = [rows[at] ?? 0, this.#since[at]];
      if (since !== undefined) into.addSample(since, this.#samples.weightBytes(row), this.#samples.variance(row));
    }
  }

  #countBlocks(): CheckpointTallies[] {
    const blocks: CheckpointTallies[] = [];
    const counted = new CheckpointTallies();
    for (let begin = 0; begin <= this.#sorted.all.length; begin += BLOCK) {
      const block = new CheckpointTallies();
      block.addAll(counted);
      blocks.push(block);
      this.#addEach(begin, Math.min(begin + BLOCK, this.#sorted.all.length), counted);
    }
    return blocks;
  }
}

function between(sums: Float64Array, begin: number, end: number): number {
  return (sums[end] ?? 0) - (sums[begin] ?? 0);
}
