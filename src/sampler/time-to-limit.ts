import type { Slope } from '../growth/rank-statistics.js';
import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import { sumOfRates } from '../growth/sum-of-rates.js';
import type { LimitName, TimeToLimit } from '../report/time-to-limit.js';
import type { MemoryOwner } from '../values/memory-limit.js';

/** The room that a process has below one of its limits. */
export interface LimitRoom {
  readonly limit: LimitName;
  /** The bytes that are left, 0 at least. */
  readonly roomBytes: number;
  /** The growth of all that takes the room, above zero at its lower bound; `null` while nothing grows significantly. */
  readonly growth: Slope | null;
}

/** What a process has left of its limits, and what grows in it significantly. */
export interface ProcessRoom {
  /** The bytes that the heap may retain more. */
  readonly heapBytes: number;
  /** The bytes that the resident set may grow by. */
  readonly memoryBytes: number;
  /** What limits the resident set. */
  readonly memoryOwner: MemoryOwner;
  /** The growth of the retained bytes on the heap. */
  readonly heapGrowth: Slope | null;
  /** The growth of each component outside the heap that grows. */
  readonly outsideGrowth: readonly Slope[];
}

const NEVER: TimeToLimit = {
  firstLimit: null,
  secondsToLimit: null,
  secondsToLimitLower: null,
  secondsToLimitUpper: null,
};

/**
 * Gives the room under the limit that the process reaches first, with the growth that takes it. The heap is filled by its
 * own growth, the resident set by that of all components together. While nothing grows, it is the smaller room.
 */
export function nearestLimit(process: ProcessRoom): LimitRoom {
  const { heapGrowth, outsideGrowth } = process;
  const heap: LimitRoom = { limit: 'heap', roomBytes: Math.max(0, process.heapBytes), growth: heapGrowth };
  const memory: LimitRoom = {
    limit: process.memoryOwner,
    roomBytes: Math.max(0, process.memoryBytes),
    growth: sumOfRates(heapGrowth === null ? outsideGrowth : [heapGrowth, ...outsideGrowth]),
  };
  if (memory.growth === null) return memory.roomBytes < heap.roomBytes ? memory : heap;
  if (heap.growth === null) return memory;
  const heapSeconds = heap.roomBytes / heap.growth.bytesPerSecond;
  return memory.roomBytes / memory.growth.bytesPerSecond < heapSeconds ? memory : heap;
}

/**
 * Gives the growth of the retained bytes on the heap, with its bounds: that of all sites together, and while that is not
 * significant, that of what leaks, as what others release hides a leak for a while only. It is `null` where neither grows.
 */
export function heapGrowth(
  estimate: Pick<SiteEstimates, 'total' | 'windowSeconds'> | undefined,
  { leaks, intervalBytes }: { leaks: readonly Slope[]; intervalBytes: number },
): Slope | null {
  return totalGrowth(estimate, intervalBytes) ?? sumOfRates(leaks.filter(({ lower }) => lower > 0));
}

function totalGrowth(
  estimate: Pick<SiteEstimates, 'total' | 'windowSeconds'> | undefined,
  intervalBytes: number,
): Slope | null {
  if (estimate === undefined) return null;
  const { total, windowSeconds } = estimate;
  if (total.state !== 'growing' && total.state !== 'leaking') return null;
  // Where all sites together are leaking, over the span that shows it: the window may be much shorter.
  const { births, deaths, seconds } = total.leak ?? { ...total, seconds: windowSeconds };
  if (seconds === null) return null;
  const growth = growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  return growth.lower > 0 ? growth : null;
}

/** Estimates the seconds until a limit is reached: the room there is now over the growth that takes it. */
export function timeToLimit({ limit, roomBytes, growth }: LimitRoom): TimeToLimit {
  if (growth === null) return NEVER;
  return {
    firstLimit: limit,
    secondsToLimit: roomBytes / growth.bytesPerSecond,
    secondsToLimitLower: roomBytes / growth.upper,
    secondsToLimitUpper: roomBytes / growth.lower,
  };
}
