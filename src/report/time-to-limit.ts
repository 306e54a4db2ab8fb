import type { MemoryOwner } from '../values/memory-limit.js';

/**
 * A limit that ends the process: that of V8's heap, or the memory of the container, or of the machine where no container
 * limits it.
 */
export type LimitName = 'heap' | MemoryOwner;

/**
 * Time until the process reaches the first of its limits, at the present growth of what counts towards it: three numbers,
 * or three times `null` while nothing grows significantly.
 */
export type TimeToLimit = FiniteTime | NoTime;

interface FiniteTime {
  /** The limit that is reached first. */
  readonly firstLimit: LimitName;
  readonly secondsToLimit: number;
  /** The time at the upper bound of the growth. */
  readonly secondsToLimitLower: number;
  /** The time at the lower bound of the growth. */
  readonly secondsToLimitUpper: number;
}

interface NoTime {
  readonly firstLimit: null;
  readonly secondsToLimit: null;
  readonly secondsToLimitLower: null;
  readonly secondsToLimitUpper: null;
}
