import type { Tally } from '../snapshot/estimate.js';
import { gammaQuantile } from './gamma.js';

/** A rate of growth with its confidence interval. */
export interface Growth {
  /** Estimated net growth; 0 while `windowSeconds` is 0. */
  readonly bytesPerSecond: number;
  /** Lower bound of the two-sided interval, bytes per second. */
  readonly lower: number;
  /** Upper bound of the two-sided interval, bytes per second. */
  readonly upper: number;
  /** Probability that the interval covers the true rate, such as 0.95. */
  readonly confidence: number;
  /** Span the rate was measured over; 0 while nothing could be measured yet. */
  readonly windowSeconds: number;
}

/** Exact limits of a sampled amount of bytes. */
interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Confidence limits for bytes known from weighted samples: the gamma limits of Fay and Feuer (1997) for a weighted
 * sum of Poisson counts. With equal weights they are Garwood's (1936) exact Poisson limits.
 *
 * @param tally the samples seen
 * @param intervalBytes weight of a sample that could have been seen and was not
 * @param confidence two-sided, above 0 and below 1
 */
export function byteLimits(tally: Readonly<Tally>, intervalBytes: number, confidence: number): Limits {
  const tail = (1 - confidence) / 2;
  const { bytes, variance } = tally;
  const lower = variance > 0 ? (variance / bytes) * gammaQuantile(tail, bytes ** 2 / variance) : bytes;
  const bytesAbove = bytes + intervalBytes;
  const varianceAbove = variance + intervalBytes ** 2;
  const upper = (varianceAbove / bytesAbove) * gammaQuantile(1 - tail, bytesAbove ** 2 / varianceAbove);
  return { lower, upper };
}

/**
 * The growth between two reads as a paired difference: bytes born in between and still alive, less bytes that
 * died. Survivors are the same objects in both reads and add no noise. The limits of the two sums are joined by
 * MOVER (Zou and Donner 2008), which keeps their coverage when one of them is small.
 *
 * @param births samples that came and stayed
 * @param deaths samples that were there and went
 * @param window.seconds span between the reads, 0 for "not measured"
 * @param window.intervalBytes mean spacing of samples
 * @param window.confidence two-sided
 */
export function growthRate(
  births: Readonly<Tally>,
  deaths: Readonly<Tally>,
  window: { seconds: number; intervalBytes: number; confidence: number },
): Growth {
  const { seconds, intervalBytes, confidence } = window;
  if (!(seconds > 0)) return { bytesPerSecond: 0, lower: 0, upper: 0, confidence, windowSeconds: 0 };
  const born = byteLimits(births, intervalBytes, confidence);
  const died = byteLimits(deaths, intervalBytes, confidence);
  const difference = births.bytes - deaths.bytes;
  const below = Math.hypot(births.bytes - born.lower, died.upper - deaths.bytes);
  const above = Math.hypot(born.upper - births.bytes, deaths.bytes - died.lower);
  return {
    bytesPerSecond: difference / seconds,
    lower: (difference - below) / seconds,
    upper: (difference + above) / seconds,
    confidence,
    windowSeconds: seconds,
  };
}
