import type { Checkpoint } from './checkpoint.js';
import { LEAST_DISPERSION_GAPS } from './constants.js';
import type { BytesAt } from './lasting-growth.js';
import type { SiteHistory } from './site-history.js';
import type { Span } from './spans.js';

/**
 * Estimates how many allocations of a site come together, by the {@link indexOfDispersion} of the survivors of all
 * parts of a span but the last, as what comes and goes beside a leak is in the last. Where those have too few
 * checkpoints, it is the index of the net growth over the whole span.
 *
 * @param squares Σ w² of the births and deaths over the span
 */
export function dispersionIndex(history: SiteHistory, { checkpoints, from, parts }: Span, squares: number): number {
  const end = parts.at(-2) ?? from;
  const gaps = checkpoints.indexOf(end);
  if (gaps < LEAST_DISPERSION_GAPS)
    return indexOfDispersion(checkpoints, (checkpoint) => history.retainedBytes(checkpoint), squares);
  const survivingSquares = history.survivingSquares(end) - history.survivingSquares(from);
  return indexOfDispersion(
    checkpoints.slice(0, gaps + 1),
    (checkpoint) => history.survivingBytes(checkpoint),
    survivingSquares,
  );
}

/**
 * Gives how much more a growth differs from checkpoint to checkpoint than one of independent allocations would:
 * Pearson's χ² over its degrees of freedom, 1 for those, 10 for bursts of ten. It is not below 1.
 *
 * @param squares Σ w² of what has grown
 */
function indexOfDispersion(checkpoints: readonly Checkpoint[], bytesAt: BytesAt, squares: number): number {
  const [first, last] = [checkpoints[0], checkpoints.at(-1)];
  if (first === undefined || last === undefined) return 1;
  const spanSeconds = last.seconds - first.seconds;
  const grownBytes = bytesAt(last) - bytesAt(first);
  let sum = 0;
  let begin = first;
  for (const end of checkpoints.slice(1)) {
    const share = (end.seconds - begin.seconds) / spanSeconds;
    sum += (bytesAt(end) - bytesAt(begin) - grownBytes * share) ** 2 / (squares * share);
    begin = end;
  }
  return Math.max(1, sum / Math.max(1, checkpoints.length - 2));
}
