import { invalidOption } from '../values/errors.js';
import { CONFIDENCE, type Growth, growthRate } from '../growth/rate.js';
import { integer, onlyKeys } from '../values/option-values.js';
import { turnEventLoop } from '../v8/event-loop.js';
import { SAMPLING_KEYS, type SamplingOptions } from '../v8/sampling-options.js';
import { addSample, emptyTally, sampleVariance, type Tally } from '../snapshot/estimate.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { StatisticDiff } from '../snapshot/statistic.js';
import { diffSnapshots } from '../snapshot/top.js';
import { Tracer } from './tracer.js';

/** How a function is tried. */
export interface DetectLeakOptions extends SamplingOptions {
  /** Calls that are measured, 3 to 100,000. @default 10 */
  iterations?: number;
  /** Calls before, to fill caches and let V8 compile; 0 to 100,000. @default 2 */
  warmup?: number;
  /** Sites named, the largest first. @default 3 */
  topSites?: number;
  /** As for `start`. @default 1: every allocation, at some 1.5 µs each; where memory is traced already, as it is then */
  sampleIntervalBytes?: number | string;
}

/** What a function leaves behind. */
export interface LeakReport {
  /** `leak` where `leakingShare` is 0.75 or more and `lower` above 0: calls leave more behind than dies meanwhile. */
  readonly verdict: 'leak' | 'no leak';
  /**
   * Of the calls but the last, or the groups of calls, the share that left something which later ones do not replace: no
   * more than there are allocations left in addition to those that made up for others.
   */
  readonly leakingShare: number;
  /** Estimated bytes that a call adds to what is reachable. */
  readonly bytesPerIteration: number;
  /**
   * Bounds of `bytesPerIteration`: sampling and the differences between calls, both taken in. `lower` is above 0 where
   * these calls did add something, as far as sampling can tell.
   */
  readonly lower: number;
  readonly upper: number;
  /** Probability that the bounds hold the truth. */
  readonly confidence: number;
  readonly iterations: number;
  /** The sites that grew most over all iterations together. */
  readonly topSites: readonly StatisticDiff[];
}

/** Two-sided 95% of the normal distribution. */
const NORMAL_95 = 1.96;

/** Of the groups of calls but the last, the share that must have left something behind. */
const LEAKING_SHARE = 0.75;

/** Reads cost some 0.1 s at an interval of 1, so many calls are measured in groups. */
const MOST_GROUPS = 20;

/**
 * Calls a function, plain or async, over and over and tells whether its calls leave memory behind. The event loop turns
 * after each call, so that what a call only left to be done later is done. The survivors of a final garbage collection
 * are counted by the call that allocated them. One that replaces what it made the last time leaves survivors of the last
 * call alone; one that leaks leaves some of three calls in four or more, and more than dies meanwhile.
 *
 * What it cannot tell: a cache that takes in more than the warm-up and the calls hold, or was filled before, looks like
 * a leak; a function that leaks every few calls, or a list of plain numbers, of whose stores the last one alone survives,
 * does not. More iterations, which are then taken in twenty groups, help with the first and the second.
 *
 * @throws HeapgaugeError as `start` does, and `ERR_HEAPGAUGE_INVALID_OPTION`; what the function throws; as a rejection
 */
export async function detectLeak(fn: () => unknown, options: DetectLeakOptions = {}): Promise<LeakReport> {
  if (typeof fn !== 'function') throw invalidOption('fn', fn, 'a function');
  onlyKeys(options, ['iterations', 'warmup', 'topSites', ...SAMPLING_KEYS], 'detectLeak');
  const { iterations = 10, warmup = 2, topSites = 3, ...sampling } = options;
  integer(iterations, 3, 100_000, 'iterations');
  integer(warmup, 0, 100_000, 'warmup');
  integer(topSites, 1, 1e6, 'topSites');
  const tracer = new Tracer(sampling, 1);
  try {
    for (let n = 0; n < warmup; n += 1) await callToEnd(fn);
    await tracer.settle();
    const before = tracer.takeSnapshot({ collectGarbage: true });
    const start = tracer.mark();
    const groups = Math.min(iterations, MOST_GROUPS);
    const ends: number[] = [];
    for (let n = 1; n <= iterations; n += 1) {
      await callToEnd(fn);
      if (Math.floor((n * groups) / iterations) > ends.length) ends.push(tracer.mark());
    }
    await tracer.settle();
    const after = tracer.takeSnapshot({ collectGarbage: true });
    return {
      ...judge({ before, after, start, ends, iterations }),
      topSites: diffSnapshots(before, after, { limit: topSites }),
    };
  } finally {
    tracer.stop();
  }
}

/** What a call leaves to be done after it, such as the close of a file, is part of it. */
async function callToEnd(fn: () => unknown): Promise<void> {
  await fn();
  await turnEventLoop();
}

/** What was measured: snapshots before and after, and the last ordinal before the calls and after each group. */
interface Measured {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly start: number;
  readonly ends: readonly number[];
  readonly iterations: number;
}

function judge({ before, after, start, ends, iterations }: Measured): Omit<LeakReport, 'topSites'> {
  const { sampleIntervalBytes: intervalBytes } = after;
  const survivors = new Set(after.data.samples.ordinal);
  const births = tally(after, (ordinal) => ordinal > start);
  const deaths = tally(before, (ordinal) => !survivors.has(ordinal));
  const growth = growthRate(births, deaths, { seconds: iterations, intervalBytes, confidence: CONFIDENCE });

  // The last call's survivors are left out: the next one would replace what is not leaked.
  const groups = ends
    .slice(0, -1)
    .map((end, n) => tally(after, (ordinal) => ordinal > (ends[n - 1] ?? start) && ordinal <= end).bytes);
  const mean = groups.reduce((sum, bytes) => sum + bytes, 0) / groups.length;
  const squares = groups.reduce((sum, bytes) => sum + (bytes - mean) ** 2, 0);
  // Of the sum of all groups, then of one call.
  const standardError = Math.sqrt((ends.length * squares) / (groups.length - 1)) / iterations;

  const { bytesPerSecond: bytesPerIteration } = growth;
  const spread = NORMAL_95 * standardError;
  const leaving = groups.filter((bytes) => bytes > 0).length;
  // A cache that is full lets go of as many as it takes in; bytes alone would tell V8's own few, of compiling, from none.
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
 * Whether there is growth is for sampling to say, not for the calls' differences: a map that grows takes a larger table
 * in one of them, which then has most of the bytes. So where there is, the spread is taken off on a logarithmic scale.
 */
function lowerBound({ bytesPerSecond: mean, lower }: Growth, spread: number): number {
  return lower > 0 ? lower * Math.exp(-spread / mean) : mean - Math.hypot(mean - lower, spread);
}

/** The samples whose ordinals are wanted, added up. */
function tally(snapshot: Snapshot, isWanted: (ordinal: number) => boolean): Tally {
  const { samples, sampleIntervalBytes } = snapshot.data;
  const sum = emptyTally();
  samples.ordinal.forEach((ordinal, row) => {
    if (!isWanted(ordinal)) return;
    const weightBytes = samples.weightBytes[row] ?? 0;
    addSample(sum, weightBytes, sampleVariance(weightBytes, sampleIntervalBytes));
  });
  return sum;
}
