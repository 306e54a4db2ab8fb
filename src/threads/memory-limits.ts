import type { ResourceLimits } from 'node:worker_threads';

const MEBIBYTE = 2 ** 20;

/**
 * What a process has in memory more with a sampler thread that has read nothing yet: its programs, its heap, and pages of
 * Node's own that a process without threads and inspector does not touch. Measured on Node 20 to 26: 27 to 31 MiB.
 */
const FIXED_BYTES = 30 * MEBIBYTE;

/** A live sample in V8's table, in the answer of the inspector, parsed, and in the tables of lifetimes. Measured at 50,000. */
const SAMPLE_BYTES = 700;

/** A node of the call tree, the same way. Measured at 10,000, with paths of sixty characters. */
const NODE_BYTES = 2400;

/** The full history of a site and that of a caller; see `npm run bench -- lifetimes`. */
const SITE_BYTES = 6.2 * 1024;

/** What V8's tables take of {@link SAMPLE_BYTES} and {@link NODE_BYTES} for good, outside of any heap. */
const V8_SAMPLE_BYTES = 170;
const V8_NODE_BYTES = 350;

/** The numbers of a profile that its memory depends on. */
export interface ProfileSize {
  readonly samples: number;
  readonly nodes: number;
}

/** The profile that a read would bring, and how much coarser sampling has to be for it to be read. */
export interface TooLargeProfile extends ProfileSize {
  /** A power of two, to multiply the interval between samples by. */
  readonly factor: number;
}

/** The shares of the memory that everything of this package may take beside the application, in bytes. */
export interface MemoryShares {
  /** The largest profile that may be read, by {@link profileBytes}. */
  readonly profileBytes: number;
  /** Source maps. */
  readonly sourceMapBytes: number;
  /** The number of sites that are followed one by one, and as many callers of sites. */
  readonly sites: number;
  /** The places of functions. */
  readonly frameBytes: number;
}

/** Divides the memory that is left beside what a sampler takes in any case. A read comes and goes; it gets half. */
export function memoryShares(limitBytes: number): MemoryShares {
  const roomBytes = Math.max(0, limitBytes - FIXED_BYTES);
  return {
    profileBytes: roomBytes / 2,
    sourceMapBytes: roomBytes / 4,
    sites: Math.floor(roomBytes / 8 / SITE_BYTES),
    frameBytes: roomBytes / 8,
  };
}

/** The most worker threads of the application whose heaps are followed; of others only the sizes are known. */
export const MOST_FOLLOWED_WORKERS = 8;

/** A worker thread's part of what the main thread's heap may take: all of them together take as much again, and no more. */
const SHARE_OF_A_WORKER = 1 / MOST_FOLLOWED_WORKERS;

/** The least number of sites that are followed in a worker thread. */
const LEAST_SITES_OF_A_WORKER = 200;

/** Gives each worker thread its share of the memory; their source maps are kept together. */
export function workerShares(limitBytes: number): MemoryShares {
  const { profileBytes: readBytes, sourceMapBytes, sites, frameBytes } = memoryShares(limitBytes);
  return {
    // They are read one after the other, and each read is gone before the next.
    profileBytes: readBytes,
    sourceMapBytes,
    sites: Math.max(LEAST_SITES_OF_A_WORKER, Math.floor(sites * SHARE_OF_A_WORKER)),
    frameBytes: frameBytes * SHARE_OF_A_WORKER,
  };
}

/** Computes what reading a profile takes at its peak, in bytes of the process's resident memory. */
export function profileBytes({ samples, nodes }: ProfileSize): number {
  return samples * SAMPLE_BYTES + nodes * NODE_BYTES;
}

/** Computes what V8 keeps for a profile that runs, in bytes. */
export function profilerTableBytes({ samples, nodes }: ProfileSize): number {
  return samples * V8_SAMPLE_BYTES + nodes * V8_NODE_BYTES;
}

/**
 * The old generation of the sampler thread may grow to this at least. Beyond it the thread ends, or V8 ends the whole
 * process where a single built-in function oversteps it, such as the `JSON.parse` of an inspector's answer. So it is far
 * above the largest answer that {@link memoryShares} lets come, and keeps no budget; without use for it, it costs nothing.
 */
const LAST_RESORT_MEBIBYTES = 512;

/** The limits of the sampler thread's own heap. A small young generation is what keeps its garbage small. */
export function threadLimits(
  limitBytes: number,
): Required<Pick<ResourceLimits, 'maxOldGenerationSizeMb' | 'maxYoungGenerationSizeMb'>> {
  const mebibytes = limitBytes / MEBIBYTE;
  return {
    maxOldGenerationSizeMb: Math.max(LAST_RESORT_MEBIBYTES, Math.round(mebibytes)),
    maxYoungGenerationSizeMb: Math.min(48, Math.max(2, Math.round(mebibytes / 16))),
  };
}
