import type { Tally } from '../snapshot/estimate.js';
import { OVER_CONFIDENCE } from './constants.js';
import { normalQuantile } from './gamma.js';
import { growthRate } from './rate.js';
import type { SiteHistory } from './site-history.js';

/** The level of significance that a difference has to reach. */
export interface SignificanceLevel {
  /** Probability, one-sided, that chance alone makes a difference pass. */
  readonly falseAlarmProbability: number;
  /** Mean spacing of samples. */
  readonly intervalBytes: number;
}

/**
 * Says whether one sum is above the other by more than chance explains: the exact lower limit of the paired difference,
 * as a compound Poisson process, lies above zero.
 *
 * @param dispersion how many allocations come together, see `dispersionIndex`
 */
export function isSignificant(
  more: Readonly<Tally>,
  less: Readonly<Tally>,
  { falseAlarmProbability, intervalBytes }: SignificanceLevel,
  dispersion = 1,
): boolean {
  const difference = more.bytes - less.bytes;
  // The limits take a thousand times as long as this check.
  const leastSquares = leastEvents(falseAlarmProbability) * dispersion * (more.squares + less.squares);
  if (difference <= 0 || difference ** 2 < leastSquares) return false;
  // What could have died unseen is as large as what is seen to be born.
  const unseenBytes = dispersion * Math.max(intervalBytes, more.squares / more.bytes);
  const confidence = 1 - 2 * falseAlarmProbability;
  const window = { seconds: 1, intervalBytes: unseenBytes, confidence, kind: 'exact' } as const;
  return growthRate(asEvents(more, dispersion), asEvents(less, dispersion), window).lower > 0;
}

/**
 * Says whether a growth, or its opposite, may be significant by what is known without births and deaths: with their
 * Σ w², which is at least the difference of theirs, the limits ask for as much.
 */
export function mayBeSignificant(
  { bytes, squares }: { readonly bytes: number; readonly squares: number },
  { falseAlarmProbability }: Pick<SignificanceLevel, 'falseAlarmProbability'>,
): boolean {
  return bytes !== 0 && bytes ** 2 >= leastEvents(falseAlarmProbability) * Math.abs(squares);
}

/** Says whether the growth of a site over the last so many seconds is significantly below a rate. */
export function isBelow(
  bytesPerSecond: number,
  history: SiteHistory,
  { seconds, intervalBytes, dispersion = 1 }: { seconds: number; intervalBytes: number; dispersion?: number },
): boolean {
  const since = history.checkpointBefore(seconds);
  if (since === history.latest) return false;
  const [births, deaths] = [asEvents(history.births(since), dispersion), asEvents(history.deaths(since), dispersion)];
  const { upper } = growthRate(births, deaths, {
    seconds: history.latest.seconds - since.seconds,
    intervalBytes: intervalBytes * dispersion,
    confidence: OVER_CONFIDENCE,
  });
  return upper < bytesPerSecond;
}

/**
 * Gives the number of independent events below which growth is never shown. The normal approximation would ask for z²
 * of them, and the exact limits ask for (0.91 z)² or more down to a probability of 10⁻¹⁵: with 0.8 there is a margin,
 * so that nothing is lost by not working the limits out.
 */
export function leastEvents(falseAlarmProbability: number): number {
  return (0.8 * normalQuantile(1 - falseAlarmProbability)) ** 2;
}

/** Counts the samples that it takes to show a growth at all, where births are of one size and nothing dies. */
export function leastSamples(falseAlarmProbability: number): number {
  const none: Tally = { samples: 0, bytes: 0, variance: 0, squares: 0 };
  for (let samples = 1; ; samples += 1) {
    const births = { samples, bytes: samples, variance: samples, squares: samples };
    if (isSignificant(births, none, { falseAlarmProbability, intervalBytes: 1 })) return samples;
  }
}

/**
 * Gives the tally as an outcome of allocations that come at random themselves, so many at a time: three large objects,
 * though they are sampled for certain, are three events only.
 */
function asEvents(tally: Readonly<Tally>, dispersion: number): Tally {
  return { ...tally, variance: tally.squares * dispersion };
}
