import { getHeapStatistics } from 'node:v8';
import { memoryLimit } from '../values/memory-limit.js';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** V8 counts the young generation as two semi-spaces and as much again for its large objects. */
const SEMI_SPACES = 3;

/** The largest share of a heap's limit that V8 takes for the young generation by itself: 192 of 4,288 MiB in Node 24. */
const LARGEST_YOUNG_SHARE = 192 / 4288;

/** A process has died with so much of its old generation free at most, in bytes; see {@link heapLimitBytes}. */
const MOST_UNUSED_BYTES = 16 * MEBIBYTE;

/** The share of the old generation that is in use before V8 gives up because its collections free too little. */
const LEAST_USED_SHARE = 0.8;

/** What the limits of a heap were made from. */
interface HeapConfiguration {
  /** V8's `heap_size_limit`. */
  readonly sizeLimitBytes: number;
  /** The flags of the process, those that count most last. */
  readonly flags: readonly string[];
  /** The memory of the machine or container. */
  readonly memoryBytes: number;
}

/**
 * Computes the bytes of V8's `heap_size_limit` that are the young generation's: three times the largest semi-space, which
 * is a power of two. What is left is the old generation's limit. V8 says neither, so this goes by the flags, and without
 * them by what V8 gives the old generation: half the memory, at most 2 GiB, or 4 GiB where there are 15 GiB of memory
 * (`Heap::HeapSizeFromPhysicalMemory`). Where neither explains the limit, it is the largest that V8 would have chosen.
 */
export function youngGenerationBytes({ sizeLimitBytes, flags, memoryBytes }: HeapConfiguration): number {
  const semiMebibytes = flagValue(flags, 'max-semi-space-size');
  if (semiMebibytes > 0) return SEMI_SPACES * 2 ** Math.ceil(Math.log2(semiMebibytes)) * MEBIBYTE;
  const flagged = sizeLimitBytes - flagValue(flags, 'max-old-space-size') * MEBIBYTE;
  if (flagged > 0 && flagged < sizeLimitBytes) return flagged;
  const percentage = flagValue(flags, 'max-old-space-size-percentage');
  const oldBytes =
    percentage > 0
      ? (percentage / 100) * memoryBytes
      : Math.min(memoryBytes / 2, (memoryBytes < 15 * GIBIBYTE ? 2 : 4) * GIBIBYTE);
  return nearestYoungBytes(sizeLimitBytes - oldBytes) ?? sizeLimitBytes * LARGEST_YOUNG_SHARE;
}

/** Gives the young generation that a difference of limits is, but for rounding; `undefined` where it is none. */
function nearestYoungBytes(bytes: number): number | undefined {
  const young = SEMI_SPACES * 2 ** Math.round(Math.log2(bytes / SEMI_SPACES));
  return Math.abs(young - bytes) <= MEBIBYTE ? young : undefined;
}

/** Reads a flag of V8 that is a whole number: the last one counts, and 0 is as good as none. */
function flagValue(flags: readonly string[], name: string): number {
  const values = flags.map((flag) => {
    const [key = '', value = ''] = flag.split('=', 2);
    return key.replaceAll('_', '-') === `--${name}` && /^\d+$/.test(value) ? Number(value) : undefined;
  });
  return values.findLast((value) => value !== undefined) ?? 0;
}

/**
 * Computes the use of the heap at which V8 ends a process: the limit of the old generation, less what stays unused of it,
 * which is a semi-space, but no more than 16 MiB or a fifth.
 *
 * Beyond that level V8 may not be able to take what the young generation holds into the old one, so every collection
 * becomes a major one; and from four fifths on it gives up when four in a row have freed too little for the time they took
 * (`Heap::CheckIneffectiveMarkCompact`). Processes that leaked 0.5 to 60 MiB a second beside up to 50 MiB/s of garbage, as
 * small objects, maps and closures, arrays and strings, held this many MiB after the last collection before they died;
 * the flags are those for the old generation and for a semi-space, in MiB, too:
 *
 * | flags   | Node 20 | Node 22 | Node 24 | Node 26 | `heap_size_limit` in 20 and 22, 24, 26 | this limit |
 * | ------- | ------- | ------- | ------- | ------- | -------------------------------------- | ---------- |
 * | 64      | 56–68   | 61–67   | 61–78   | 62–67   | 112, 256, 160                          | 51         |
 * | 96      | 78–102  | 94–96   | 90–95   | 93–96   | 144, 288, 192                          | 80         |
 * | 128     | 123–130 | 126–129 | 120–140 | 122–128 | 176, 320, 224                          | 112        |
 * | 256     | 253–256 | 253–255 | 243–272 | 250–261 | 304, 448, 352                          | 240        |
 * | 512     | 508–512 | 508–511 | 473–511 | 501–511 | 560, 704, 608                          | 496        |
 * | 96, 1   | 96      | 96      | 95      | 95      | 99                                     | 95         |
 * | 96, 32  | 96      | 99      | 96      | 89      | 192                                    | 80         |
 * | 256, 64 | 254     | 210     | 232     |         | 448                                    | 240        |
 *
 * The use in between collections is larger by the young generation's garbage, which ends no process.
 *
 * @param sizeLimitBytes V8's `heap_size_limit`, as of now: a callback near the limit may have raised it
 * @param youngBytes {@link youngGenerationBytes}, @default that of this thread
 */
export function heapLimitBytes(sizeLimitBytes: number, youngBytes: number = ownYoungBytes): number {
  const oldBytes = Math.max(0, sizeLimitBytes - youngBytes);
  return oldBytes - Math.min(youngBytes / SEMI_SPACES, MOST_UNUSED_BYTES, (1 - LEAST_USED_SHARE) * oldBytes);
}

/** Taken once, before the application may have changed what it is read from. */
const ownYoungBytes = youngGenerationBytes({
  sizeLimitBytes: getHeapStatistics().heap_size_limit,
  flags: ownFlags(),
  memoryBytes: memoryLimit().bytes,
});

/** Gives the flags of this process: those of the command line count more than those of `NODE_OPTIONS`. */
function ownFlags(): readonly string[] {
  try {
    const { env, execArgv } = process;
    return [...(env['NODE_OPTIONS'] ?? '').replaceAll('"', '').split(/\s+/), ...execArgv];
  } catch {
    return [];
  }
}
