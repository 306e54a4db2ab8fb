import type { Tally } from '../../src/snapshot/estimate.js';

/** A tally of small objects' samples: each weighs the interval. */
export function tallyOf(samples: number, intervalBytes: number): Tally {
  const squares = samples * intervalBytes ** 2;
  return { samples, bytes: samples * intervalBytes, variance: squares, squares };
}
