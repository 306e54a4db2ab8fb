/** What a profile shows of the profiler that it is of, where somebody else has started that. */
import type { NodeTable, Profile, SampleTable } from './profile.js';

/** The fewest samples that an interval is estimated from. */
const LEAST_SAMPLES = 4;

/** Live samples may weigh more than the heap by this factor: V8's rounding makes objects of half an interval too heavy by a quarter. */
const ROUNDING = 1.5;

/** The standard errors by which live samples may weigh more than the heap by chance. */
const STANDARD_ERRORS = 5;

/**
 * Estimates the mean spacing R of samples in bytes from their weights. V8 gives a sample of an object of s bytes the weight
 * s · round(1 ∕ (1 − e^(−s∕R))), `SamplingHeapProfiler::ScaleSample`, which is above R for every s, and at most R + s for a
 * small one. So the lightest sample shows R, from above, as exactly as the smallest object is small.
 *
 * @returns `undefined` where there are too few samples
 */
export function estimateInterval({
  count,
  weightBytes,
}: Pick<SampleTable, 'count' | 'weightBytes'>): number | undefined {
  return count < LEAST_SAMPLES ? undefined : weightBytes.reduce((least, weight) => Math.min(least, weight), Infinity);
}

/** Returns the number of frames of the deepest stack, which is that of a recorded stack at the most; 1 where there is none. */
export function deepestStack({ count, parent }: Pick<NodeTable, 'count' | 'parent'>): number {
  const depth = new Uint32Array(count);
  let deepest = 1;
  for (let row = 1; row < count; row += 1) {
    const its = (depth[parent[row] ?? 0] ?? 0) + 1;
    depth[row] = its;
    deepest = Math.max(deepest, its);
  }
  return deepest;
}

/**
 * Returns true where a profile weighs more than can be alive: its profiler was started so that it goes on listing objects
 * which have been collected.
 *
 * @param heapUsedBytes the heap in use just before the read
 */
export function listsTheDead({ samples: { weightBytes } }: Pick<Profile, 'samples'>, heapUsedBytes: number): boolean {
  let [bytes, squares] = [0, 0];
  for (const weight of weightBytes) {
    bytes += weight;
    squares += weight ** 2;
  }
  return bytes > ROUNDING * heapUsedBytes + STANDARD_ERRORS * Math.sqrt(squares);
}
