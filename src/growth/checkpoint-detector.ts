import type { MajorCollection } from '../v8/collections.js';

/** The most reads whose ends are remembered until the next collection is reported. */
const MOST_READS = 256;

/**
 * Turns reads and major collections into checkpoints: moments up to which it is known what was reachable. A collection
 * counts once a read has started after its end. The checkpoint is the end of the last read before the collection began,
 * as the collection vouches for what was seen by then.
 */
export class CheckpointDetector {
  #readEnds: number[] = [];
  #latestSeconds = -Infinity;

  /**
   * Takes in a read and the latest collection known of.
   *
   * @returns the checkpoint that the read completes, monotonic seconds, if it does
   */
  observe(
    read: { readonly startSeconds: number; readonly endSeconds: number },
    collection: MajorCollection | undefined,
  ): number | undefined {
    const checkpointSeconds = this.#completedBy(read.startSeconds, collection);
    this.#readEnds.push(read.endSeconds);
    if (this.#readEnds.length > MOST_READS) this.#readEnds.shift();
    return checkpointSeconds;
  }

  #completedBy(readStartSeconds: number, collection: MajorCollection | undefined): number | undefined {
    if (collection === undefined || collection.endSeconds > readStartSeconds) return undefined;
    const seconds = this.#readEnds.findLast((end) => end < collection.startSeconds);
    if (seconds === undefined || seconds <= this.#latestSeconds) return undefined;
    this.#readEnds = this.#readEnds.filter((end) => end >= seconds);
    this.#latestSeconds = seconds;
    return seconds;
  }
}
