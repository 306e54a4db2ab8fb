import type { Tally } from '../snapshot/estimate.js';
import { gammaQuantile, lowerGamma } from './gamma.js';

/** Every interval that is reported has this two-sided confidence. */
export const CONFIDENCE = 0.95;

/** A rate of growth that was measured, with its confidence interval. */
export interface Growth {
  /** Estimated net growth, bytes per second. */
  readonly bytesPerSecond: number;
  /** Lower bound of the two-sided interval, bytes per second. */
  readonly lower: number;
  /** Upper bound of the two-sided interval, bytes per second. */
  readonly upper: number;
  /** Probability that the interval covers the true rate, such as 0.95. */
  readonly confidence: number;
  /** Length of the window the rate was measured over, above 0. */
  readonly windowSeconds: number;
}

/** The confidence limits of a sampled amount of bytes. */
interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** Says how limits are taken from the distribution of counts; {@link byteLimits} explains both ways. */
export type LimitKind = 'exact' | 'mid-P';

/**
 * Gives confidence limits for bytes known from weighted samples: the gamma limits of Fay and Feuer (1997) for a
 * weighted sum of Poisson counts. With equal weights they are Garwood's (1936) exact Poisson limits, which cover the
 * truth at least as often as they say, and of few samples more often: 99% for 95%. The mid-P limits (Lancaster 1961;
 * for weights Fay and Kim 2017) count half of the probability of what was seen, and cover as often as they say on
 * average.
 *
 * @param tally the samples seen
 * @param intervalBytes weight of a sample that could have been seen and was not
 * @param confidence two-sided, above 0 and below 1
 */
export function byteLimits(
  { bytes, variance }: Readonly<Tally>,
  intervalBytes: number,
  confidence: number,
  kind: LimitKind = 'mid-P',
): Limits {
  const tail = (1 - confidence) / 2;
  const seen = gammaOf(bytes, variance);
  const more = gammaOf(bytes + intervalBytes, variance + intervalBytes ** 2);
  if (kind === 'mid-P')
    return { lower: mixtureQuantile(tail, seen, more), upper: mixtureQuantile(1 - tail, seen, more) };
  return { lower: quantileOf(tail, seen), upper: quantileOf(1 - tail, more) };
}

/** A gamma distribution, or a single value where its shape is infinite. */
interface Gamma {
  readonly shape: number;
  readonly scale: number;
}

function gammaOf(mean: number, variance: number): Gamma {
  return variance > 0 ? { shape: mean ** 2 / variance, scale: variance / mean } : { shape: Infinity, scale: mean };
}

function quantileOf(probability: number, { shape, scale }: Gamma): number {
  return shape === Infinity ? scale : scale * gammaQuantile(probability, shape);
}

/**
 * Gives the quantile of the half and half mixture of two gamma distributions, of which the second lies above the first.
 */
function mixtureQuantile(probability: number, first: Gamma, second: Gamma): number {
  let [low, high] = [quantileOf(probability, first), quantileOf(probability, second)];
  // Half of it all lies at what is certain.
  if (first.shape === Infinity && probability <= 0.5) return first.scale;
  // Far from zero the two are so alike that the middle is the answer.
  if (first.shape > 200 && first.shape !== Infinity) return (low + high) / 2;
  const excess = (value: number): number =>
    (probabilityBelow(value, first) + probabilityBelow(value, second)) / 2 - probability;
  // False position; an end that stays where it is counts half the next time (the Illinois rule): some six steps.
  let [below, above] = [excess(low), excess(high)];
  let stale: 'low' | 'high' | undefined;
  for (let step = 0; step < 50 && above > below && high - low > 1e-9 * high; step += 1) {
    const value = (low * above - high * below) / (above - below);
    const found = excess(value);
    if (Math.abs(found) < 1e-9) return value;
    if (found < 0) {
      [low, below] = [value, found];
      if (stale === 'high') above /= 2;
      stale = 'high';
    } else {
      [high, above] = [value, found];
      if (stale === 'low') below /= 2;
      stale = 'low';
    }
  }
  return (low + high) / 2;
}

function probabilityBelow(value: number, { shape, scale }: Gamma): number {
  if (shape === Infinity) return value < scale ? 0 : 1;
  return lowerGamma(shape, value / scale);
}

/**
 * Gives the growth between two reads as a paired difference: bytes born in between and still alive, less bytes that
 * died. Survivors are the same objects in both reads and add no noise. The limits of the two sums are joined by
 * MOVER (Zou and Donner 2008), which keeps their coverage when one of them is small.
 *
 * @param births samples that came and stayed
 * @param deaths samples that were there and went
 * @param window.seconds time between the reads, above 0
 * @param window.intervalBytes mean spacing of samples
 * @param window.confidence two-sided
 * @param window.kind of limits, @default 'mid-P'
 * @throws RangeError where there is no time between the reads
 */
export function growthRate(
  births: Readonly<Tally>,
  deaths: Readonly<Tally>,
  window: { seconds: number; intervalBytes: number; confidence: number; kind?: LimitKind },
): Growth {
  const { seconds, intervalBytes, confidence, kind } = window;
  if (!(seconds > 0)) throw new RangeError(`no growth can be measured within ${seconds} seconds`);
  const born = byteLimits(births, intervalBytes, confidence, kind);
  const died = byteLimits(deaths, intervalBytes, confidence, kind);
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
