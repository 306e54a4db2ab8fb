import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addSample, addTally, emptyTally, sampleVariance, tallyWithout } from '../../src/snapshot/estimate.js';
import { randomFrom } from '../support/random.js';

const INTERVAL_BYTES = 131_072;

describe('sampleVariance', () => {
  for (const ratio of [0.01, 0.1, 0.5, 1, 1.5, 2, 3, 5, 10, 20]) {
    it(`the variance of an object of ${ratio} intervals is w²(1 − p)`, () => {
      const probability = -Math.expm1(-ratio);
      const weightBytes = (ratio * INTERVAL_BYTES) / probability;
      const direct = weightBytes ** 2 * (1 - probability);
      const found = sampleVariance(weightBytes, INTERVAL_BYTES);
      assert.ok(Math.abs(found / direct - 1) < 1e-6, `${found} against ${direct}`);
    });
  }

  it('the variance is the squared weight where the weight is the interval or, by rounding, less', () => {
    assert.equal(sampleVariance(INTERVAL_BYTES, INTERVAL_BYTES), INTERVAL_BYTES ** 2);
    assert.equal(sampleVariance(INTERVAL_BYTES - 7, INTERVAL_BYTES), (INTERVAL_BYTES - 7) ** 2);
  });

  it('the variance is all but nothing at interval 1, where every object is sampled', () => {
    assert.ok(sampleVariance(56, 1) < 1e-15);
  });

  it('the variance is never more than the squared weight, nor below zero', () => {
    for (let ratio = 0.9; ratio < 2000; ratio *= 1.003) {
      const variance = sampleVariance(ratio * INTERVAL_BYTES, INTERVAL_BYTES);
      assert.ok(variance >= 0 && variance <= (ratio * INTERVAL_BYTES) ** 2, `${variance} at ${ratio}`);
    }
  });
});

describe('a tally', () => {
  it('a tally adds samples up', () => {
    const tally = emptyTally();
    addSample(tally, 10, 90);
    addSample(tally, 5, 20);
    assert.deepEqual(tally, { samples: 2, bytes: 15, variance: 110, squares: 125 });
  });

  it('a tally adds another tally and leaves that as it was', () => {
    const tally = { samples: 1, bytes: 10, variance: 90, squares: 100 };
    const other = { samples: 2, bytes: 5, variance: 7, squares: 13 };
    addTally(tally, other);
    assert.deepEqual(tally, { samples: 3, bytes: 15, variance: 97, squares: 113 });
    assert.deepEqual(other, { samples: 2, bytes: 5, variance: 7, squares: 13 });
  });

  it('a tally of samples is unbiased and spreads as its variance says', () => {
    const random = randomFrom(1);
    const sizes = Array.from({ length: 300 }, () => random.exponential(0.5));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const runs = 2000;
    let scores = 0;
    let squares = 0;
    for (let run = 0; run < runs; run += 1) {
      const tally = emptyTally();
      for (const size of sizes) {
        const probability = -Math.expm1(-size);
        if (random.uniform() < probability) addSample(tally, size / probability, sampleVariance(size / probability, 1));
      }
      const score = (tally.bytes - bytes) / Math.sqrt(tally.variance);
      scores += score / runs;
      squares += score ** 2 / runs;
    }
    assert.ok(Math.abs(scores) < 0.1, `mean ${scores}`);
    assert.ok(Math.abs(Math.sqrt(squares) - 1) < 0.1, `deviation ${Math.sqrt(squares)}`);
  });
});

describe('tallyWithout', () => {
  const whole = { samples: 3, bytes: 300, variance: 20_000, squares: 30_000 };

  it('tallyWithout gives what is left of a tally without a part of it', () => {
    const part = { samples: 1, bytes: 100, variance: 5000, squares: 10_000 };
    assert.deepEqual(tallyWithout(whole, part), { samples: 2, bytes: 200, variance: 15_000, squares: 20_000 });
  });

  it('tallyWithout leaves nothing at all where the part is the whole, whatever was rounded on the way', () => {
    assert.deepEqual(tallyWithout(whole, { ...whole, bytes: 300 + 1e-9, variance: 19_999.999 }), emptyTally());
  });

  it('tallyWithout leaves no variance below zero', () => {
    const part = { samples: 2, bytes: 200, variance: 20_000.001, squares: 30_000.001 };
    const { variance, squares } = tallyWithout(whole, part);
    assert.deepEqual([variance, squares], [0, 0]);
  });
});
