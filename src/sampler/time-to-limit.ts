import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import type { TimeToLimit } from '../report/time-to-limit.js';

const NEVER: TimeToLimit = { secondsToLimit: null, secondsToLimitLower: null, secondsToLimitUpper: null };

/**
 * Estimates the seconds until what is retained reaches V8's limit: the room there is now over the growth of all sites
 * together.
 */
export function timeToLimit(
  estimate: Pick<SiteEstimates, 'total' | 'windowSeconds'> | undefined,
  { roomBytes, intervalBytes }: { roomBytes: number; intervalBytes: number },
): TimeToLimit {
  if (estimate === undefined) return NEVER;
  const { total, windowSeconds } = estimate;
  if (total.state !== 'growing' && total.state !== 'leaking') return NEVER;
  // Where all sites together are leaking, over the span that shows it: the window may be much shorter.
  const { births, deaths, seconds } = total.leak ?? { ...total, seconds: windowSeconds };
  if (seconds === null) return NEVER;
  const growth = growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  if (growth.lower <= 0) return NEVER;
  const room = Math.max(0, roomBytes);
  return {
    secondsToLimit: room / growth.bytesPerSecond,
    secondsToLimitLower: room / growth.upper,
    secondsToLimitUpper: room / growth.lower,
  };
}
