import { CheckpointHistory } from './checkpoint-history.js';
import type { Checkpoint } from './checkpoint.js';
import { MINIMA_PER_SPAN } from './constants.js';

/** The lowest value of a stretch of time, with the end of that stretch. */
export interface Minimum {
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * The lowest values of one quantity, each of a twelfth of the shortest span, so that what goes up and down within it is
 * no growth. They are thinned with age as checkpoints are.
 */
export class WindowedMinimum {
  readonly #stretchSeconds: number;
  readonly #history: CheckpointHistory;
  #bytes: ReadonlyMap<Checkpoint, number> = new Map();
  #lowest = Infinity;
  #latestSeconds: number | undefined;

  constructor(spanSeconds: number) {
    this.#stretchSeconds = spanSeconds / MINIMA_PER_SPAN;
    this.#history = new CheckpointHistory(spanSeconds);
  }

  /** The ends of the stretches, the oldest first. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#history.all;
  }

  /** The minima, the oldest first. */
  get minima(): readonly Minimum[] {
    return this.#history.all.map((checkpoint) => ({ seconds: checkpoint.seconds, bytes: this.bytesAt(checkpoint) }));
  }

  /** Gives the lowest value of the stretch that ends at a checkpoint. */
  bytesAt(checkpoint: Checkpoint): number {
    return this.#bytes.get(checkpoint) ?? 0;
  }

  /** Takes in the present value, and says whether that completes a stretch. */
  note(seconds: number, bytes: number): boolean {
    this.#latestSeconds ??= seconds;
    this.#lowest = Math.min(this.#lowest, bytes);
    if (seconds - this.#latestSeconds < this.#stretchSeconds) return false;
    this.#endStretch(seconds);
    return true;
  }

  /** Gives the growth from the first minimum at a time or later to the latest one. */
  growthSince(seconds: number): number {
    const { minima } = this;
    const first = minima.find((minimum) => minimum.seconds >= seconds);
    return (minima.at(-1)?.bytes ?? 0) - (first?.bytes ?? 0);
  }

  #endStretch(seconds: number): void {
    const before = this.#history.all;
    const latest = this.#history.add(seconds);
    const kept = new Set(this.#history.all);
    const bytes = new Map<Checkpoint, number>();
    // A checkpoint that is dropped between two others leaves its minimum to the next, one that is too old nothing.
    const oldest = before.findIndex((checkpoint) => kept.has(checkpoint));
    let lowest = Infinity;
    for (const checkpoint of oldest === -1 ? [] : before.slice(oldest)) {
      lowest = Math.min(lowest, this.bytesAt(checkpoint));
      if (!kept.has(checkpoint)) continue;
      bytes.set(checkpoint, lowest);
      lowest = Infinity;
    }
    bytes.set(latest, Math.min(lowest, this.#lowest));
    this.#bytes = bytes;
    this.#latestSeconds = seconds;
    this.#lowest = Infinity;
  }
}
