import type { Checkpoint } from './checkpoint.js';
import { CHECKPOINT_GAP_SHARE, CHECKPOINTS_PER_SPAN, HISTORY_REACH, RECENT_GAP_SHARE } from './constants.js';
import { spanLengths } from './spans.js';

/**
 * The moments that growth is measured between, fewer the longer ago: some seventy of them reach back sixty-four times the
 * shortest span, however many were made.
 */
export class CheckpointHistory {
  readonly #spanSeconds: number;
  readonly #longestSeconds: number;
  readonly #freeColumns: number[] = [];
  #checkpoints: readonly Checkpoint[] = [];
  #made = 0;

  /** Begins a history without checkpoints. @param spanSeconds the shortest span of growth that is evaluated */
  constructor(spanSeconds: number) {
    this.#spanSeconds = spanSeconds;
    this.#longestSeconds = HISTORY_REACH * (spanLengths(spanSeconds).at(-1) ?? 0);
  }

  /** All checkpoints that are kept, the oldest first. */
  get all(): readonly Checkpoint[] {
    return this.#checkpoints;
  }

  get latest(): Checkpoint | undefined {
    return this.#checkpoints.at(-1);
  }

  /** Adds a checkpoint that is later than all others. Its column may hold what a dropped one has left there. */
  add(seconds: number): Checkpoint {
    this.#thin(seconds);
    const column = this.#freeColumns.pop() ?? this.#checkpoints.length;
    const checkpoint = { number: this.#made, seconds, column };
    this.#made += 1;
    this.#checkpoints = [...this.#checkpoints, checkpoint];
    return checkpoint;
  }

  /** Gives the oldest checkpoint of those that are kept and have this number or a higher one. */
  firstSince(number: number): Checkpoint | undefined {
    // A binary search: this is asked for every retained sample.
    const all = this.#checkpoints;
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[middle]?.number ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return all[low];
  }

  #thin(nowSeconds: number): void {
    const kept: Checkpoint[] = [];
    this.#checkpoints.forEach((checkpoint, n) => {
      const previous = kept.at(-1);
      const nextSeconds = this.#checkpoints[n + 1]?.seconds ?? nowSeconds;
      const isDense =
        previous !== undefined && nextSeconds - previous.seconds <= this.#closestSeconds(nowSeconds - nextSeconds);
      const isTooOld = nowSeconds - checkpoint.seconds > this.#longestSeconds;
      if (isDense || isTooOld) this.#freeColumns.push(checkpoint.column);
      else kept.push(checkpoint);
    });
    this.#checkpoints = kept;
  }

  /** Gives the time that checkpoints of an age lie apart at least. */
  #closestSeconds(ageSeconds: number): number {
    const recentSeconds = Math.min(this.#spanSeconds / CHECKPOINTS_PER_SPAN, ageSeconds * RECENT_GAP_SHARE);
    return Math.max(recentSeconds, ageSeconds * CHECKPOINT_GAP_SHARE);
  }
}
