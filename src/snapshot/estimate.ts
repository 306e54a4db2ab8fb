/**
 * Sums over samples. V8 samples each allocated byte with mean spacing R, so an object of s bytes is sampled
 * with p = 1 − e^(−s∕R) and its sample stands for w = s∕p bytes (V8's `sampling-heap-profiler.cc`). Σw is the
 * Horvitz–Thompson estimator of the bytes; Σw²(1−p) estimates its variance.
 */
export interface Tally {
  /** Number of samples. */
  samples: number;
  /** Σ w: estimated bytes. */
  bytes: number;
  /** Σ w²(1−p): estimated variance of `bytes` as a measure of what is there, in bytes². */
  variance: number;
  /** Σ w²: variance of `bytes` as an outcome of allocations that themselves come at random, in bytes². */
  squares: number;
}

/** Makes a tally of no samples. */
export function emptyTally(): Tally {
  return { samples: 0, bytes: 0, variance: 0, squares: 0 };
}

/** Adds one sample. */
export function addSample(tally: Tally, weightBytes: number, variance: number): void {
  tally.samples += 1;
  tally.bytes += weightBytes;
  tally.variance += variance;
  tally.squares += weightBytes ** 2;
}

/** Adds all samples of another tally. */
export function addTally(tally: Tally, other: Readonly<Tally>): void {
  tally.samples += other.samples;
  tally.bytes += other.bytes;
  tally.variance += other.variance;
  tally.squares += other.squares;
}

/** Gives what is left of a tally without a part of it, as exact as sums of whole bytes are. */
export function tallyWithout(whole: Readonly<Tally>, part: Readonly<Tally>): Tally {
  const samples = whole.samples - part.samples;
  // What is left of sums that should cancel is rounding.
  if (samples === 0) return emptyTally();
  return {
    samples,
    bytes: whole.bytes - part.bytes,
    variance: Math.max(0, whole.variance - part.variance),
    squares: Math.max(0, whole.squares - part.squares),
  };
}

/**
 * Gives the variance that one sample contributes, w²(1−p), from its weight alone; a small object's weight is R itself, with
 * p ≈ 0.
 *
 * @param weightBytes the sample's weight, scaled by V8
 * @param intervalBytes R, the mean spacing of samples
 * @returns bytes²
 */
export function sampleVariance(weightBytes: number, intervalBytes: number): number {
  return weightBytes ** 2 * Math.exp(-objectBytes(weightBytes, intervalBytes) / intervalBytes);
}

/**
 * Gives the size of the object that a sample is of, from its weight: s solves w = s ∕ (1 − e^(−s∕R)). It is 0 where the weight
 * is R or less, as that of every small object is.
 */
export function objectBytes(weightBytes: number, intervalBytes: number): number {
  const ratio = weightBytes / intervalBytes;
  if (ratio <= 1) return 0;
  // Newton's method on w(1 − e^(−s)) − s in units of R, from above, where the function is concave.
  let size = ratio;
  for (let step = 0; step < 20; step += 1) {
    const miss = Math.exp(-size);
    const next = size - (ratio * (1 - miss) - size) / (ratio * miss - 1);
    if (!(next > 0) || Math.abs(next - size) <= 1e-9 * size) break;
    size = next;
  }
  return size * intervalBytes;
}
