import {
  memoryShares,
  profileBytes,
  type ProfileSize,
  profilerTableBytes,
  type TooLargeProfile,
} from '../threads/memory-limits.js';

/** The bytes that an object has on average where every one is sampled: a small interval has no more samples than objects. */
const LEAST_BYTES_A_SAMPLE = 64;

/**
 * The nodes that a new sample brings, as foreseen: most are of stacks that are known. A program that begins to recurse in
 * ever other ways brings up to thirty, which the heap of the thread has room for once, and which the next forecast knows.
 */
const NODES_A_SAMPLE = 0.25;

/** Foresees how large the next profile is, from the latest one and what the heap has grown since. */
export class ReadForecast {
  readonly #mostBytes: number;
  #latest: ProfileSize & { readonly heapUsedBytes: number };

  /**
   * Begins with a run of the profiler.
   *
   * @param limitBytes the most memory that everything of this package may take
   * @param heapUsedBytes the heap in use as the run begins
   */
  constructor(limitBytes: number, heapUsedBytes: number) {
    this.#mostBytes = memoryShares(limitBytes).profileBytes;
    this.#latest = { samples: 0, nodes: 0, heapUsedBytes };
  }

  /** The bytes that V8 keeps for the profile, as of the latest read. */
  get tableBytes(): number {
    return profilerTableBytes(this.#latest);
  }

  /** Begins anew with another run of the profiler. @param found the size of its profile by now */
  restart(heapUsedBytes: number, found: ProfileSize = { samples: 0, nodes: 0 }): void {
    this.#latest = { ...found, heapUsedBytes };
  }

  /** Takes in what a read has brought. */
  note({ samples, nodes }: ProfileSize, heapUsedBytes: number): void {
    this.#latest = { samples, nodes, heapUsedBytes };
  }

  /**
   * Says whether the next read would take more memory than there is for it; `undefined` where it would not.
   *
   * @param heapUsedBytes the heap in use now
   */
  tooLarge(heapUsedBytes: number, sampleIntervalBytes: number): TooLargeProfile | undefined {
    const grownBytes = Math.max(0, heapUsedBytes - this.#latest.heapUsedBytes);
    const newSamples = Math.round(grownBytes / Math.max(sampleIntervalBytes, LEAST_BYTES_A_SAMPLE));
    const samples = this.#latest.samples + newSamples;
    const nodes = this.#latest.nodes + Math.round(NODES_A_SAMPLE * newSamples);
    let bytes = profileBytes({ samples, nodes });
    if (bytes <= this.#mostBytes) return undefined;
    let factor = 1;
    // Room is left, so that the next read does not ask for the same again.
    for (; bytes > this.#mostBytes / 2; bytes /= 2) factor *= 2;
    return { samples, nodes, factor };
  }
}
