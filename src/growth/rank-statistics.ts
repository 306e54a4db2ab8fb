import { normalQuantile } from './gamma.js';
import { CONFIDENCE } from './rate.js';

/** A rate with its bounds, in bytes a second. */
export interface Slope {
  readonly bytesPerSecond: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Gives the median of the slopes between all pairs of points (Theil 1950, Sen 1968), and the bounds that hold the true
 * slope with 95%: Sen's, by the normal approximation of Kendall's statistic.
 */
export function medianSlope(points: ReadonlyArray<{ readonly seconds: number; readonly bytes: number }>): Slope {
  const slopes: number[] = [];
  points.forEach((first, n) => {
    for (const last of points.slice(n + 1)) slopes.push((last.bytes - first.bytes) / (last.seconds - first.seconds));
  });
  slopes.sort((a, b) => a - b);
  const count = points.length;
  const spread = normalQuantile((1 + CONFIDENCE) / 2) * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const at = (rank: number): number => slopes[Math.min(slopes.length - 1, Math.max(0, rank))] ?? 0;
  const middle = (slopes.length - 1) / 2;
  return {
    bytesPerSecond: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    lower: at(Math.floor((slopes.length - spread) / 2)),
    upper: at(Math.ceil((slopes.length + spread) / 2)),
  };
}

/**
 * Gives the probability that values in random order have no more inversions than these: Kendall's (1938) test, exact,
 * by counting permutations. Equal values count as inverted.
 */
export function kendallProbability(values: readonly number[]): number {
  let inversions = 0;
  values.forEach((earlier, n) => {
    for (const later of values.slice(n + 1)) if (later <= earlier) inversions += 1;
  });
  // Shares of the permutations of n values by their number of inversions, up to those that were found.
  let shares = [1];
  for (let n = 2; n <= values.length; n += 1) {
    const next = new Array<number>(inversions + 1).fill(0);
    next.forEach((_, k) => {
      for (let j = 0; j < n && j <= k; j += 1) next[k] = (next[k] ?? 0) + (shares[k - j] ?? 0) / n;
    });
    shares = next;
  }
  return shares.reduce((sum, share) => sum + share, 0);
}
