import type { Slope } from './rank-statistics.js';

/**
 * Adds up rates that were measured apart from each other; their bounds join as errors do (MOVER, Zou and Donner 2008).
 *
 * @returns `null` where there are none
 */
export function sumOfRates(rates: readonly Slope[]): Slope | null {
  if (rates.length === 0) return null;
  const bytesPerSecond = rates.reduce((sum, rate) => sum + rate.bytesPerSecond, 0);
  return {
    bytesPerSecond,
    lower: bytesPerSecond - Math.hypot(...rates.map((rate) => rate.bytesPerSecond - rate.lower)),
    upper: bytesPerSecond + Math.hypot(...rates.map((rate) => rate.upper - rate.bytesPerSecond)),
  };
}
