import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gammaQuantile, lowerGamma, normalQuantile } from '../../src/growth/gamma.js';

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

describe('normalQuantile', () => {
  for (const [probability, z] of [
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.9999, 3.719016485455709],
  ] as const) {
    it(`the normal quantile is ${z.toFixed(9)} at ${probability}, and its opposite at the other tail`, () => {
      assertClose(normalQuantile(probability), z, 1e-8);
      assertClose(normalQuantile(1 - probability), -z, 1e-8);
    });
  }

  it('the normal quantile is 0 at a probability of one half', () => {
    assertClose(normalQuantile(0.5), 0, 1e-9);
  });
});

describe('lowerGamma', () => {
  it('the incomplete gamma function is 1 − e^−x at shape 1', () => {
    for (const x of [1e-9, 0.1, 1, 2.5, 30]) assertClose(lowerGamma(1, x), -Math.expm1(-x), 1e-12);
  });

  for (const [shape, x, expected] of [
    [0.5, 1, 0.8427007929497148],
    [2, 1, 0.2642411176571153],
    [5, 5, 0.5595067149347875],
    [10, 10, 0.5420702855281477],
    [100, 130, 0.9972495916326934],
  ] as const) {
    it(`the incomplete gamma function is ${expected.toFixed(6)} at shape ${shape} and x = ${x}`, () => {
      assertClose(lowerGamma(shape, x), expected, 1e-11);
    });
  }

  it('the incomplete gamma function is the probability of a Poisson count of at least the shape', () => {
    const mean = 7.5;
    let term = Math.exp(-mean);
    let below = 0;
    for (let count = 0; count < 20; count += 1) {
      if (count > 0) assertClose(lowerGamma(count, mean), 1 - below, 1e-12);
      below += term;
      term *= mean / (count + 1);
    }
  });

  it('the incomplete gamma function rises from 0 to 1 with x', () => {
    assert.equal(lowerGamma(3, 0), 0);
    assert.equal(lowerGamma(3, -1), 0);
    let last = 0;
    for (let x = 0.25; x < 15; x += 0.25) {
      const value = lowerGamma(3, x);
      assert.ok(value > last && value < 1);
      last = value;
    }
    assertClose(lowerGamma(3, 60), 1, 1e-12);
  });
});

describe('gammaQuantile', () => {
  it('the gamma quantile is the x at which the distribution function has the probability', () => {
    for (const shape of [0.05, 0.5, 1, 1.7, 10, 123.4, 9999]) {
      for (const probability of [0.0001, 0.025, 0.5, 0.975, 0.9999]) {
        const x = gammaQuantile(probability, shape);
        assertClose(lowerGamma(shape, x), probability, 1e-9);
      }
    }
  });

  it('the gamma quantile is −ln(1 − p) at shape 1', () => {
    assertClose(gammaQuantile(0.975, 1), 3.688879454113936, 1e-8);
  });

  it('the gamma quantile changes to the approximation for large shapes without a step', () => {
    for (const probability of [0.0001, 0.025, 0.975, 0.9999]) {
      const exact = gammaQuantile(probability, 10_000);
      const approximate = gammaQuantile(probability, 10_000.001);
      assertClose(approximate / exact, 1, 2e-6);
    }
  });
});
