/**
 * Time until what is retained fills the heap, at the growth of all sites together: three numbers, or three times `null`
 * while they do not grow significantly.
 */
export type TimeToLimit = FiniteTime | NoTime;

interface FiniteTime {
  readonly secondsToLimit: number;
  /** The time at the upper bound of the growth. */
  readonly secondsToLimitLower: number;
  /** The time at the lower bound of the growth. */
  readonly secondsToLimitUpper: number;
}

interface NoTime {
  readonly secondsToLimit: null;
  readonly secondsToLimitLower: null;
  readonly secondsToLimitUpper: null;
}
