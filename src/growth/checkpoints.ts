import type { MajorCollection } from '../profiler/collections.js';

/** Checkpoints kept; the window reaches no further back. */
const MOST_CHECKPOINTS = 16;

/** Ends of reads kept while waiting to hear of a collection. */
const MOST_READS = 256;

/** What a read did to the log. */
export type CheckpointOutcome =
  | { readonly isNew: true; readonly current: number; readonly collectionStartSeconds: number }
  | { readonly isNew: false; readonly current: number };

/** The span growth is counted over. */
export interface GrowthWindow {
  /** Number of the checkpoint it begins with: what was confirmed later is a birth. */
  readonly baseline: number;
  /** Number of the checkpoint it ends with: what died later was there at its end. */
  readonly latest: number;
  /** From the baseline to the latest checkpoint; 0 while there is only one. */
  readonly seconds: number;
}

interface Checkpoint {
  readonly number: number;
  /** End of the last read before the collection: samples seen by then are what the checkpoint vouches for. */
  readonly seconds: number;
}

/**
 * Turns reads and major collections into checkpoints: numbered moments up to which it is known what was reachable.
 * A collection counts once a read has begun after its end; a checkpoint's moment is the end of the last read
 * before the collection began.
 */
export class CheckpointLog {
  readonly #startSeconds: number;
  #readEnds: number[] = [];
  #checkpoints: Checkpoint[] = [];
  #created = 0;

  constructor(startSeconds: number) {
    this.#startSeconds = startSeconds;
  }

  /** Takes in a read and the latest collection known of. */
  observe(
    read: { readonly startSeconds: number; readonly endSeconds: number },
    collection: MajorCollection | undefined,
  ): CheckpointOutcome {
    const outcome = this.#conclude(read.startSeconds, collection);
    this.#readEnds.push(read.endSeconds);
    if (this.#readEnds.length > MOST_READS) this.#readEnds.shift();
    return outcome;
  }

  /**
   * The window from the oldest checkpoint in the younger half of the run, so that start-up ages out of it, to the
   * latest; from the last but one where the younger half has only the latest.
   */
  window(): GrowthWindow {
    const latest = this.#checkpoints.at(-1);
    const previous = this.#checkpoints.at(-2);
    if (latest === undefined) return { baseline: -1, latest: -1, seconds: 0 };
    if (previous === undefined) return { baseline: latest.number, latest: latest.number, seconds: 0 };
    const middle = (this.#startSeconds + latest.seconds) / 2;
    const young = this.#checkpoints.find(({ seconds }) => seconds >= middle);
    const baseline = young === undefined || young === latest ? previous : young;
    return { baseline: baseline.number, latest: latest.number, seconds: latest.seconds - baseline.seconds };
  }

  #conclude(readStartSeconds: number, collection: MajorCollection | undefined): CheckpointOutcome {
    const latest = this.#checkpoints.at(-1);
    const unchanged = { isNew: false, current: this.#created - 1 } as const;
    if (collection === undefined || collection.endSeconds > readStartSeconds) return unchanged;
    const seconds = this.#readEnds.findLast((end) => end < collection.startSeconds);
    if (seconds === undefined || (latest !== undefined && seconds <= latest.seconds)) return unchanged;
    this.#readEnds = this.#readEnds.filter((end) => end >= seconds);
    const checkpoint = { number: this.#created, seconds };
    this.#created += 1;
    this.#checkpoints.push(checkpoint);
    if (this.#checkpoints.length > MOST_CHECKPOINTS) this.#checkpoints.shift();
    return { isNew: true, current: checkpoint.number, collectionStartSeconds: collection.startSeconds };
  }
}
