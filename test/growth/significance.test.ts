import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { growthRate } from '../../src/growth/rate.js';
import { isSignificant, leastEvents, leastSamples } from '../../src/growth/significance.js';
import { emptyTally } from '../../src/snapshot/estimate.js';
import { tallyOf } from '../support/tallies.js';

const PROBABILITIES = Array.from({ length: 27 }, (_, n) => 10 ** -(2 + n / 2));

/** The least births of one size that show a growth beside so many deaths, by the exact limits alone. */
function leastBirths(deaths: number, falseAlarmProbability: number): number {
  const window = { seconds: 1, intervalBytes: 1, confidence: 1 - 2 * falseAlarmProbability, kind: 'exact' } as const;
  let births = deaths + 1;
  while (growthRate(tallyOf(births, 1), tallyOf(deaths, 1), window).lower <= 0) births += 1;
  return births;
}

describe('leastEvents', () => {
  it('leastEvents is below what the exact limits ask for, at every probability and beside any deaths', () => {
    for (const probability of PROBABILITIES) {
      for (const deaths of [0, 1, 3, 10, 100]) {
        const births = leastBirths(deaths, probability);
        const events = (births - deaths) ** 2 / (births + deaths);
        assert.ok(leastEvents(probability) < 0.8 * events, `${births} and ${deaths} at ${probability}`);
      }
    }
  });
});

describe('leastSamples', () => {
  it('leastSamples is what the exact limits ask for where nothing dies', () => {
    for (const probability of PROBABILITIES) assert.equal(leastSamples(probability), leastBirths(0, probability));
  });
});

describe('isSignificant', () => {
  const level = { falseAlarmProbability: 1e-6, intervalBytes: 1000 };

  it('many births and no deaths are significant', () => {
    assert.equal(isSignificant(tallyOf(100, 1000), emptyTally(), level), true);
  });

  it('as many deaths as births, or none of either, are not significant', () => {
    assert.equal(isSignificant(tallyOf(100, 1000), tallyOf(100, 1000), level), false);
    assert.equal(isSignificant(emptyTally(), emptyTally(), level), false);
  });

  it('births that come in bursts are not significant where as many independent ones are', () => {
    assert.equal(isSignificant(tallyOf(100, 1000), emptyTally(), level, 10), false);
  });

  it('three large objects that are sampled for certain are not significant', () => {
    const squares = 3 * 50_000_000 ** 2;
    const births = { samples: 3, bytes: 150_000_000, variance: 0, squares };
    assert.equal(isSignificant(births, emptyTally(), level), false);
  });
});
