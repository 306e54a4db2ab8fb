import { type Tally, tallyWithout } from '../snapshot/estimate.js';
import type { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';

/**
 * Knows what a site held at each checkpoint and how much of that is still there at the latest: enough for births,
 * deaths and survivors between any checkpoint and the latest, sample by sample, without keeping the samples.
 */
export class SiteHistory {
  /** The latest checkpoint. */
  readonly latest: Checkpoint;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #retained: CheckpointTallies;
  readonly #survivors: CheckpointTallies;

  /**
   * Puts a history together.
   *
   * @param checkpoints the checkpoints before the latest, the oldest first
   * @param latest the latest checkpoint
   * @param retained what was retained at each checkpoint
   * @param survivors of what was retained at each checkpoint, what the latest still found
   */
  constructor(checkpoints: readonly Checkpoint[], retained: CheckpointTallies, survivors: CheckpointTallies) {
    const latest = checkpoints.at(-1);
    if (latest === undefined) throw new RangeError('a history needs a checkpoint');
    this.latest = latest;
    this.#checkpoints = checkpoints;
    this.#retained = retained;
    this.#survivors = survivors;
  }

  /** Gives the last checkpoint at least so long before the latest, else the first. */
  checkpointBefore(seconds: number): Checkpoint {
    const end = this.latest.seconds - seconds;
    return this.#checkpoints.findLast((one) => one.seconds <= end) ?? this.#checkpoints[0] ?? this.latest;
  }

  /** Gives the bytes that were retained at a checkpoint. */
  retainedBytes(at: Checkpoint): number {
    return this.#retained.bytes(at);
  }

  /** Gives the bytes that were retained at a checkpoint and are still there. */
  survivingBytes(at: Checkpoint): number {
    return this.#survivors.bytes(at);
  }

  /** Gives Σ w² of what was retained at a checkpoint and is still there, in bytes². */
  survivingSquares(at: Checkpoint): number {
    return this.#survivors.squares(at);
  }

  /** The tally of what is retained at the latest checkpoint. */
  get present(): Tally {
    return this.#survivors.tally(this.latest);
  }

  /** Adds up what has come since a checkpoint and is still there. */
  births(since: Checkpoint): Tally {
    return tallyWithout(this.present, this.#survivors.tally(since));
  }

  /** Adds up what was there at a checkpoint and has gone since. */
  deaths(since: Checkpoint): Tally {
    return tallyWithout(this.#retained.tally(since), this.#survivors.tally(since));
  }
}
