import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byteLimits, growthRate } from '../../src/growth/rate.js';
import { addSample, emptyTally, sampleVariance, type Tally } from '../../src/snapshot/estimate.js';
import { type Random, randomFrom } from '../support/random.js';
import { tallyOf as tallyOfInterval } from '../support/tallies.js';

const INTERVAL_BYTES = 131_072;

/** Samples of small objects: each weighs the interval. */
function tallyOf(samples: number): Tally {
  return tallyOfInterval(samples, INTERVAL_BYTES);
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

/** P(X < n) + P(X = n) ∕ 2 of a Poisson count. */
function midProbability(samples: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let n = 0; n < samples; n += 1) {
    sum += term;
    term *= mean / (n + 1);
  }
  return sum + term / 2;
}

describe('byteLimits', () => {
  for (const [samples, lower, upper] of [
    [0, 0, 3.6888795],
    [1, 0.0253178, 5.5716434],
    [10, 4.795389, 18.390356],
    [100, 81.363991, 121.626794],
  ] as const) {
    it(`byteLimits gives Garwood's Poisson limits for ${samples} samples of one weight`, () => {
      const limits = byteLimits(tallyOf(samples), INTERVAL_BYTES, 0.95, 'exact');
      assertClose(limits.lower / INTERVAL_BYTES, lower, 1e-5);
      assertClose(limits.upper / INTERVAL_BYTES, upper, 1e-5);
    });
  }

  for (const samples of [0, 1, 2, 10, 100]) {
    it(`byteLimits gives closer mid-P limits than exact ones for ${samples} samples`, () => {
      const limits = byteLimits(tallyOf(samples), INTERVAL_BYTES, 0.95);
      const exact = byteLimits(tallyOf(samples), INTERVAL_BYTES, 0.95, 'exact');
      assertClose(midProbability(samples, limits.upper / INTERVAL_BYTES), 0.025, 1e-6);
      if (samples > 0) assertClose(midProbability(samples, limits.lower / INTERVAL_BYTES), 0.975, 1e-6);
      assert.ok(limits.lower >= exact.lower && limits.upper < exact.upper);
    });
  }

  it('byteLimits gives limits further apart at a higher confidence', () => {
    const wide = byteLimits(tallyOf(10), INTERVAL_BYTES, 0.99, 'exact');
    assertClose(wide.lower / INTERVAL_BYTES, 3.716922, 1e-5);
    assertClose(wide.upper / INTERVAL_BYTES, 21.397827, 1e-5);
  });

  it('byteLimits gives the bytes themselves as the lower limit where nothing is uncertain', () => {
    const limits = byteLimits({ samples: 3, bytes: 168, variance: 0, squares: 9408 }, 1, 0.95);
    assert.equal(limits.lower, 168);
    assert.ok(limits.upper > 168);
  });

  it('byteLimits gives limits on either side of the bytes, whatever the weights', () => {
    for (const ratio of [1, 1.01, 1.5, 3, 8, 30]) {
      for (const samples of [1, 2, 7, 50, 20_000]) {
        const weightBytes = ratio * INTERVAL_BYTES;
        const variance = samples * sampleVariance(weightBytes, INTERVAL_BYTES);
        const [bytes, squares] = [samples * weightBytes, samples * weightBytes ** 2];
        const { lower, upper } = byteLimits({ samples, bytes, variance, squares }, INTERVAL_BYTES, 0.95);
        assert.ok(lower <= bytes && bytes < upper, `${lower} ≤ ${bytes} < ${upper}`);
      }
    }
  });
});

describe('growthRate', () => {
  const window = { seconds: 60, intervalBytes: INTERVAL_BYTES, confidence: 0.95 };

  it('a growth rate is the bytes born less the bytes that died, per second', () => {
    const growth = growthRate(tallyOf(30), tallyOf(12), window);
    assert.equal(growth.bytesPerSecond, (18 * INTERVAL_BYTES) / 60);
    assert.equal(growth.windowSeconds, 60);
    assert.equal(growth.confidence, 0.95);
  });

  it('a growth rate cannot be measured within no time', () => {
    for (const seconds of [0, -1, NaN])
      assert.throws(() => growthRate(tallyOf(30), tallyOf(0), { ...window, seconds }), RangeError);
  });

  it('a growth rate has bounds on both sides of zero where nothing was seen', () => {
    const { bytesPerSecond, lower, upper } = growthRate(emptyTally(), emptyTally(), window);
    assert.equal(bytesPerSecond, 0);
    assert.ok(lower < 0 && upper > 0);
  });

  it('a growth rate changes its sign with births and deaths exchanged', () => {
    const up = growthRate(tallyOf(30), tallyOf(12), window);
    const down = growthRate(tallyOf(12), tallyOf(30), window);
    assertClose(down.bytesPerSecond, -up.bytesPerSecond, 1e-9);
    assertClose(down.lower, -up.upper, 1e-9);
    assertClose(down.upper, -up.lower, 1e-9);
  });

  it('a growth rate has bounds that close in as the window becomes longer', () => {
    const short = growthRate(tallyOf(10), tallyOf(5), window);
    const long = growthRate(tallyOf(100), tallyOf(50), { ...window, seconds: 600 });
    assertClose(long.bytesPerSecond, short.bytesPerSecond, 1e-9);
    assert.ok(long.upper - long.lower < short.upper - short.lower);
  });
});

/** The share of simulated windows whose interval holds the true rate. */
function coverageOf(simulate: () => { births: Tally; deaths: Tally; bytes: number }): number {
  const windows = 4000;
  let covered = 0;
  for (let n = 0; n < windows; n += 1) {
    const { births, deaths, bytes } = simulate();
    const { lower, upper } = growthRate(births, deaths, { seconds: 1, intervalBytes: 1, confidence: 0.95 });
    if (lower <= bytes && bytes <= upper) covered += 1;
  }
  return covered / windows;
}

/** Samples V8 would take of objects of these sizes, in intervals, and the bytes they truly are. */
function sampleObjects(random: Random, sizes: readonly number[]): { tally: Tally; bytes: number } {
  const tally = emptyTally();
  let bytes = 0;
  for (const size of sizes) {
    const probability = -Math.expm1(-size);
    bytes += size;
    if (random.uniform() >= probability) continue;
    addSample(tally, size / probability, sampleVariance(size / probability, 1));
  }
  return { tally, bytes };
}

/** Draws so many numbers. */
function listOf(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

describe('the interval of a growth rate', () => {
  for (const [seed, born, died] of [
    [1, 3, 1],
    [2, 10, 10],
    [3, 25, 5],
    [4, 5, 40],
    [5, 200, 150],
  ] as const) {
    it(`the interval of a growth rate holds the truth about as often as it claims, at ${born} births and ${died} deaths a window`, () => {
      const random = randomFrom(seed);
      const coverage = coverageOf(() => {
        const [births, deaths] = [tallyOfInterval(random.poisson(born), 1), tallyOfInterval(random.poisson(died), 1)];
        return { births, deaths, bytes: born - died };
      });
      assert.ok(coverage >= 0.92 && coverage <= 0.98, `coverage ${coverage}`);
    });
  }

  for (const [seed, meanSize] of [
    [6, 0.05],
    [7, 0.5],
    [8, 2],
  ] as const) {
    it(`the interval of a growth rate holds the truth as often as it claims for objects of ${meanSize} intervals`, () => {
      const random = randomFrom(seed);
      const coverage = coverageOf(() => {
        const draw = (): number => random.exponential(meanSize);
        const born = sampleObjects(random, listOf(Math.ceil(20 / meanSize), draw));
        const died = sampleObjects(random, listOf(Math.ceil(10 / meanSize), draw));
        return { births: born.tally, deaths: died.tally, bytes: born.bytes - died.bytes };
      });
      assert.ok(coverage >= 0.92 && coverage <= 0.98, `coverage ${coverage}`);
    });
  }

  for (const [seed, least, most, born, died] of [
    [9, 0.3, 30, 16, 0],
    [10, 0.3, 30, 100, 5],
    [11, 0.3, 30, 20, 20],
    [12, 0.3, 1, 20, 10],
    [13, 1, 3, 20, 10],
    [14, 3, 10, 20, 10],
  ] as const) {
    it(`the interval of a growth rate holds what has truly grown in 93 to 97% of windows, of ${born} objects that come and ${died} that go, of ${least} to ${most} intervals`, () => {
      const random = randomFrom(seed);
      const draw = (): number => least * (most / least) ** random.uniform();
      const coverage = coverageOf(() => {
        const births = sampleObjects(random, listOf(random.poisson(born), draw));
        const deaths = sampleObjects(random, listOf(random.poisson(died), draw));
        return { births: births.tally, deaths: deaths.tally, bytes: births.bytes - deaths.bytes };
      });
      assert.ok(coverage >= 0.93 && coverage <= 0.97, `coverage ${coverage}`);
    });
  }
});
