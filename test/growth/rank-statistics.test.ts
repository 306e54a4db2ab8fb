import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kendallProbability, medianSlope } from '../../src/growth/rank-statistics.js';
import { randomFrom } from '../support/random.js';

describe('medianSlope', () => {
  const line = [0, 1, 2, 3, 4, 5, 6, 7].map((seconds) => ({ seconds, bytes: 10 + 3 * seconds }));

  it('the median slope is the slope of a line, with both bounds at it', () => {
    assert.deepEqual(medianSlope(line), { bytesPerSecond: 3, lower: 3, upper: 3 });
  });

  it('the median slope is the slope between two points where there are no more', () => {
    assert.equal(medianSlope(line.slice(0, 2)).bytesPerSecond, 3);
  });

  it('the median slope is the mean of the two middle slopes where they are even in number', () => {
    const points = [0, 1, 2, 4].map((seconds, n) => ({ seconds, bytes: [0, 1, 5, 5][n] ?? 0 }));
    // Slopes: 1, 2.5, 1.25, 4, 4∕3, 0.
    assert.ok(Math.abs(medianSlope(points).bytesPerSecond - (1.25 + 4 / 3) / 2) < 1e-12);
  });

  it('the median slope is not changed by one value that lies far off', () => {
    const bent = line.map((point, n) => (n === 4 ? { ...point, bytes: 1e9 } : point));
    assert.equal(medianSlope(bent).bytesPerSecond, 3);
  });

  it('the median slope has bounds that hold the true slope about as often as they claim', () => {
    const random = randomFrom(1);
    const runs = 1000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const points = Array.from({ length: 13 }, (_, n) => ({ seconds: n, bytes: 2 * n + random.exponential(5) }));
      const { lower, upper } = medianSlope(points);
      if (lower <= 2 && 2 <= upper) covered += 1;
    }
    assert.ok(covered / runs > 0.92 && covered / runs < 0.99, `${covered / runs}`);
  });
});

describe('kendallProbability', () => {
  function permutationsOf(values: readonly number[]): number[][] {
    if (values.length <= 1) return [[...values]];
    return values.flatMap((value, n) =>
      permutationsOf([...values.slice(0, n), ...values.slice(n + 1)]).map((rest) => [value, ...rest]),
    );
  }

  function inversionsOf(values: readonly number[]): number {
    let count = 0;
    values.forEach((earlier, n) => {
      for (const later of values.slice(n + 1)) if (later <= earlier) count += 1;
    });
    return count;
  }

  for (let length = 1; length <= 7; length += 1) {
    it(`Kendall’s probability is the share of all orders of ${length} values with no more inversions`, () => {
      const orders = permutationsOf(Array.from({ length }, (_, n) => n));
      const counts = orders.map(inversionsOf);
      const atMost = (most: number): number => counts.filter((count) => count <= most).length / orders.length;
      const step = Math.max(1, Math.floor(orders.length / 60));
      for (let n = 0; n < orders.length; n += step) {
        const expected = atMost(counts[n] ?? NaN);
        assert.ok(Math.abs(kendallProbability(orders[n] ?? []) - expected) < 1e-12);
      }
    });
  }

  it('Kendall’s probability is one in n! for values that rise, and 1 for values that fall', () => {
    const rising = Array.from({ length: 12 }, (_, n) => n);
    assert.ok(Math.abs(kendallProbability(rising) * 479_001_600 - 1) < 1e-9);
    assert.ok(Math.abs(kendallProbability([...rising].reverse()) - 1) < 1e-12);
  });

  it('Kendall’s probability is 1 for equal values: what stays the same proves nothing', () => {
    assert.ok(Math.abs(kendallProbability([5, 5, 5, 5]) - 1) < 1e-12);
  });
});
