import type { LabResult } from './result.js';
import { SAMPLE_INTERVAL_BYTES } from './settings.js';
import { LATENESS_SECONDS, type LabWindow } from './window-ends.js';
import type { Leak } from './workload.js';

/** How fast a leak has truly grown in one window. */
export interface Truth {
  readonly bytesPerSecond: number;
  /** The least variance of a rate that is known by its samples alone. */
  readonly variance: number;
}

/**
 * Says how fast a leak has truly grown in a window: by what was really retained of it in between. Where the workload has noted
 * no steps the leak is even, and that is its rate over the run.
 *
 * @returns `undefined` where that is not known, as an object came so close to an end that it may be on either side
 */
export function truthOf(
  leak: Leak,
  { growthSteps, trueBytesPerSecond }: Pick<LabResult, 'growthSteps' | 'trueBytesPerSecond'>,
  { beginSeconds, endSeconds, windowSeconds }: Pick<LabWindow, 'beginSeconds' | 'endSeconds' | 'windowSeconds'>,
): Truth | undefined {
  if (growthSteps.length === 0) {
    return { bytesPerSecond: trueBytesPerSecond, variance: evenVariance(leak, trueBytesPerSecond, windowSeconds) };
  }
  const isAt = (end: number, seconds: number): boolean => seconds <= end && seconds > end - LATENESS_SECONDS;
  if (growthSteps.some(({ seconds }) => isAt(beginSeconds, seconds) || isAt(endSeconds, seconds))) return undefined;
  const within = growthSteps.filter(({ seconds }) => seconds > beginSeconds && seconds <= endSeconds);
  const sizes = within.map(({ bytes }) => bytes);
  return {
    bytesPerSecond: sumOf(sizes) / windowSeconds,
    variance: sumOf(sizes.map(sampledVariance)) / windowSeconds ** 2,
  };
}

/** Gives the variance of an estimate of one object's bytes: with the probability p of a sample it stands for s ∕ p, else 0. */
function sampledVariance(bytes: number): number {
  const missed = Math.exp(-bytes / SAMPLE_INTERVAL_BYTES);
  return (bytes ** 2 * missed) / (1 - missed);
}

/**
 * Variance of a rate known by its samples alone: N samples, each for R bytes, have the variance N R² (Poisson).
 * What the same function keeps for a while is born within the window and there at its end, or there at its beginning and
 * dead at its end: samples that come and go and add to the variance, however well they cancel out.
 */
function evenVariance(leak: Leak, bytesPerSecond: number, windowSeconds: number): number {
  const { bytesPerSecond: passing = 0, lifetimeSeconds = 0 } = leak.beside ?? {};
  const passingBytes = 2 * passing * Math.min(lifetimeSeconds, windowSeconds);
  return ((bytesPerSecond * windowSeconds + passingBytes) * SAMPLE_INTERVAL_BYTES) / windowSeconds ** 2;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
