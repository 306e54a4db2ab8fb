import { CONFIDENCE, type Growth, growthRate } from '../growth/rate.js';
import type { Tally } from '../snapshot/estimate.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { StatisticDiff } from '../snapshot/statistic.js';
import { sumSamples } from '../snapshot/sum-samples.js';

/** The verdict on what a function leaves behind, with the figures that it follows from. */
export interface LeakReport {
  /** `leak` where `leakingShare` is 0.75 or more and `lower` above 0: calls leave more behind than dies meanwhile. */
  readonly verdict: 'leak' | 'no leak';
  /**
   * The share of the calls but the last, or of the groups of calls, that left something which later ones do not replace.
   * It counts no more of them than there are allocations left in addition to those that made up for others.
   */
  readonly leakingShare: number;
  /** Estimated bytes that a call adds to what is reachable. */
  readonly bytesPerIteration: number;
  /**
   * Lower bound of `bytesPerIteration`, which takes both sampling and the differences between calls into account. It is
   * above 0 where these calls did add something, as far as sampling can tell.
   */
  readonly lower: number;
  /** Upper bound of `bytesPerIteration`, which takes both sampling and the differences between calls into account. */
  readonly upper: number;
  /** Probability that the bounds hold the truth: 0.95. */
  readonly confidence: number;
  /** The number of calls that were measured. */
  readonly iterations: number;
  /** The sites that grew most over all iterations together. */
  readonly topSites: readonly StatisticDiff[];
}

/** The measurement of a function's calls. */
export interface MeasuredCalls {
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The latest ordinal before the first call. */
  readonly start: number;
  /** The latest ordinal after each group of calls. */
  readonly ends: readonly number[];
  readonly iterations: number;
}

/** The quantile of the normal distribution for 95 %, two-sided. */
const NORMAL_95 = 1.96;

/** The share of the groups of calls but the last that must have left something behind. */
const LEAKING_SHARE = 0.75;

/** Judges whether a function's calls leave memory behind, and how much. */
export function judgeCalls({ before, after, start, ends, iterations }: MeasuredCalls): Omit<LeakReport, 'topSites'> {
  const { sampleIntervalBytes: intervalBytes } = after;
  const survivors = new Set(after.data.samples.ordinal);
  const births = sumOf(after, (ordinal) => ordinal > start);
  const deaths = sumOf(before, (ordinal) => !survivors.has(ordinal));
  const growth = growthRate(births, deaths, { seconds: iterations, intervalBytes, confidence: CONFIDENCE });

  // The last call's survivors are left out: a further call would replace what is not leaked.
  const groups = ends
    .slice(0, -1)
    .map((end, n) => sumOf(after, (ordinal) => ordinal > (ends[n - 1] ?? start) && ordinal <= end).bytes);
  const mean = groups.reduce((sum, bytes) => sum + bytes, 0) / groups.length;
  const squares = groups.reduce((sum, bytes) => sum + (bytes - mean) ** 2, 0);
  // The square root is the standard error of the sum of all groups; divided, it is that of one call.
  const standardError = Math.sqrt((ends.length * squares) / (groups.length - 1)) / iterations;

  const { bytesPerSecond: bytesPerIteration } = growth;
  const spread = NORMAL_95 * standardError;
  const leaving = groups.filter((bytes) => bytes > 0).length;
  // A cache that is full drops as many allocations as it takes in. Bytes alone would not distinguish the few that V8
  // itself makes, as in compiling, from none.
  const leakingShare = Math.max(0, Math.min(leaving, births.samples - deaths.samples)) / groups.length;
  const lower = lowerBound(growth, spread);
  return {
    verdict: leakingShare >= LEAKING_SHARE && lower > 0 ? 'leak' : 'no leak',
    leakingShare,
    bytesPerIteration,
    lower,
    upper: bytesPerIteration + Math.hypot(growth.upper - bytesPerIteration, spread),
    confidence: CONFIDENCE,
    iterations,
  };
}

/**
 * Combines the lower bound of sampling with the spread between calls. Whether there is growth is for sampling to say and
 * not for the calls' differences: a map that grows takes a larger table in one of them, which then has most of the bytes.
 * So where there is growth, the spread is subtracted on a logarithmic scale.
 */
function lowerBound({ bytesPerSecond: mean, lower }: Growth, spread: number): number {
  return lower > 0 ? lower * Math.exp(-spread / mean) : mean - Math.hypot(mean - lower, spread);
}

function sumOf({ data }: Snapshot, isCounted: (ordinal: number) => boolean): Tally {
  const { samples, sampleIntervalBytes } = data;
  return sumSamples(samples, sampleIntervalBytes, (row) => isCounted(samples.ordinal[row] ?? 0));
}
