import type { SiteHistory } from './site-history.js';
import type { Span } from './spans.js';

/** Fewer gaps between marks tell little of how clumped births are. */
const LEAST_GAPS = 6;

/**
 * How clumped a site's growth is, see {@link indexOfDispersion}: that of the births that have stayed, in all parts but
 * the last, as what goes up and down beside a leak is there. Where that is too few marks, that of the net growth.
 *
 * @param squares Σ w² of the births and deaths over the span
 */
export function dispersionIndex(history: SiteHistory, { from, parts }: Span, squares: number): number {
  const end = parts.at(-2) ?? from;
  if (end - from < LEAST_GAPS)
    return indexOfDispersion(history, { from, end: history.latest, squares }, (n) => history.retainedBytes(n));
  const stayed = history.survivingSquares(end) - history.survivingSquares(from);
  return indexOfDispersion(history, { from, end, squares: stayed }, (n) => history.survivingBytes(n));
}

/**
 * How much more a growth differs from mark to mark than independent allocations would: Pearson's χ² over its degrees of
 * freedom, 1 for those, 10 for bursts of ten. Not below 1.
 *
 * @param squares Σ w² of what has grown
 */
function indexOfDispersion(
  history: SiteHistory,
  { from, end, squares }: { from: number; end: number; squares: number },
  bytesAt: (position: number) => number,
): number {
  const spanSeconds = history.secondsBetween(from, end);
  const meanBytes = bytesAt(end) - bytesAt(from);
  let sum = 0;
  for (let n = from; n < end; n += 1) {
    const share = history.secondsBetween(n, n + 1) / spanSeconds;
    sum += (bytesAt(n + 1) - bytesAt(n) - meanBytes * share) ** 2 / (squares * share);
  }
  return Math.max(1, sum / Math.max(1, end - from - 1));
}
