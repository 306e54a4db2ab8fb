/** A size that an object may have of whose sample V8 lists a weight. */
export interface ObjectSize {
  readonly sizeBytes: number;
  /** The number of objects that V8 counts the sample as: 1 ∕ P(sampled), rounded. */
  readonly factor: number;
  /** The bytes that the sample stands for: the size over the probability, to whole bytes. */
  readonly weightBytes: number;
}

/** The factors that V8 may have counted a sample as, each at another size of the object. */
export interface FactorRange {
  readonly least: number;
  readonly most: number;
}

/** V8 gives every object a multiple of so many bytes. */
const ALIGNMENT_BYTES = 8;

/**
 * Up to this many intervals a weight is left as it is: an object that has it is mostly so small that V8's rounding, which
 * is by at most half its size, does not matter, and its size could be any of hundreds.
 */
const LEAST_WEIGHT = 1.002;

/**
 * Gives the factors by which V8 may have come to a weight. V8 lists a sample of an object of s bytes as s · round(1 ∕ p)
 * bytes, where p = 1 − e^(−s∕R) (`ScaleSample` in its `sampling-heap-profiler.cc`). The factor is k where s∕R lies
 * between −ln(1 − 1∕(k + ½)) and −ln(1 − 1∕(k − ½)): from ln 3 on it is 1.
 *
 * @param weight in intervals
 * @returns `undefined` where the object is so small that its weight is right as it is
 */
export function factorRange(weight: number): FactorRange | undefined {
  if (!(weight > LEAST_WEIGHT)) return undefined;
  let least = 1;
  while (weight <= smallestWeight(least)) least += 1;
  // That one is in the range, and those above it that are too are few.
  let most = Math.max(least, Math.floor(1 / (weight - 1)));
  while (weight <= largestWeight(most + 1)) most += 1;
  return { least, most };
}

/**
 * Gives all sizes that an object may have of whose sample V8 lists a weight, the largest first: each is a multiple of
 * eight bytes and of a factor's part of the weight. Above 2.2 intervals there is one; below there may be several.
 *
 * @returns none where the weight is right as it is, or where it was never given at this interval
 */
export function objectSizes(listedBytes: number, intervalBytes: number): readonly ObjectSize[] {
  const range = factorRange(listedBytes / intervalBytes);
  const sizes: ObjectSize[] = [];
  for (let factor = range?.least ?? 1; factor <= (range?.most ?? 0); factor += 1) {
    const sizeBytes = listedBytes / factor;
    if (sizeBytes % ALIGNMENT_BYTES !== 0) continue;
    sizes.push({ sizeBytes, factor, weightBytes: Math.round(sizeBytes / probability(sizeBytes, intervalBytes)) });
  }
  return sizes;
}

/** Gives the bytes that V8 adds to a node's sum for so many samples of objects of one size. */
export function scaledBytes(sizeBytes: number, samples: number, intervalBytes: number): number {
  return sizeBytes * Math.floor(samples / probability(sizeBytes, intervalBytes) + 0.5);
}

function probability(sizeBytes: number, intervalBytes: number): number {
  return -Math.expm1(-sizeBytes / intervalBytes);
}

function smallestWeight(factor: number): number {
  return -factor * Math.log1p(-1 / (factor + 0.5));
}

function largestWeight(factor: number): number {
  return factor === 1 ? Infinity : -factor * Math.log1p(-1 / (factor - 0.5));
}
