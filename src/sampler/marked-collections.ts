import type { MajorCollection } from '../v8/collections.js';
import type { WorkerRead } from './worker-looks.js';

/** What marks have told of a heap's collections. */
export interface ToldCollections {
  /** A major collection that has come since the read before. */
  readonly major?: MajorCollection;
  /** As `ProcessStats.tenuredSeconds`. */
  readonly tenuredSeconds: number | null;
}

/** The part of a read that collections are told by. */
export type MarkedRead = Pick<WorkerRead, 'startSeconds' | 'markedSeconds'> & {
  readonly profile: Pick<WorkerRead['profile'], 'marks'>;
};

/**
 * Tells collections by marks, see `makeCollectionMarks`, from read to read: of a mark that was listed and is not any more it
 * is known that a collection has begun and ended since it was made.
 */
export class MarkedCollections {
  /** The times at which the marks were made that the latest read has listed, monotonic seconds. */
  #youngSeconds: number | undefined;
  #oldSeconds: number | undefined;
  /** Times before the beginnings of the last two collections of the young generation, the older one first. */
  #minors: readonly [number | null, number | null] = [null, null];

  /** True while there is no mark by which the next collection of the young generation is told. */
  get lacksYoung(): boolean {
    return this.#youngSeconds === undefined;
  }

  /** True while there is no mark by which the next major collection is told. */
  get lacksOld(): boolean {
    return this.#oldSeconds === undefined;
  }

  /** Takes in a read. */
  note({ profile, startSeconds: readSeconds, markedSeconds }: MarkedRead): ToldCollections {
    const { young = 0, old = 0 } = profile.marks ?? {};
    if (this.#youngSeconds === undefined) {
      // One in twenty is not sampled: the next read has another.
      if (young > 0) this.#youngSeconds = markedSeconds;
    } else if (young === 0) {
      this.#minors = [this.#minors[1], this.#youngSeconds];
      this.#youngSeconds = undefined;
    }
    const [tenuredSeconds] = this.#minors;
    const startSeconds = this.#oldSeconds;
    if (startSeconds === undefined) {
      if (old > 0) this.#oldSeconds = markedSeconds;
    } else if (old === 0) {
      this.#oldSeconds = undefined;
      return { major: { startSeconds, endSeconds: readSeconds }, tenuredSeconds };
    }
    return { tenuredSeconds };
  }
}
