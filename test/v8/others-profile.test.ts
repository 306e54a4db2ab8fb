import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deepestStack, estimateInterval, listsTheDead } from '../../src/v8/others-profile.js';
import { randomFrom } from '../support/random.js';

/** The weight that V8 gives a sample, whose count is a whole number. */
function weightOf(sizeBytes: number, intervalBytes: number): number {
  return sizeBytes * Math.floor(1 / (1 - Math.exp(-sizeBytes / intervalBytes)) + 0.5);
}

/** Samples objects of some sizes, of each as many bytes, until there are so many samples. */
function sampled(sizes: readonly number[], intervalBytes: number, count: number): Float64Array {
  const random = randomFrom(intervalBytes + count);
  const weights = new Float64Array(count);
  const chances = sizes.map((size) => (1 - Math.exp(-size / intervalBytes)) / size);
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  for (let n = 0; n < count; n += 1) {
    let left = random.uniform() * total;
    const index = chances.findIndex((chance) => (left -= chance) < 0);
    weights[n] = weightOf(sizes[index] ?? 8, intervalBytes);
  }
  return weights;
}

const estimate = (weightBytes: Float64Array): number | undefined =>
  estimateInterval({ count: weightBytes.length, weightBytes });

describe('the interval of somebody else’s profiler', () => {
  for (const interval of [512, 1024, 16_384, 100_000, 524_288]) {
    it(`an interval of ${interval} bytes shows in the samples of small objects, from above`, () => {
      const its = estimate(sampled([16, 24, 40, 56, 80, 200, 1000, 5000], interval, 50)) ?? 0;
      assert.ok(its >= interval && its <= interval + 24, `${its}`);
    });

    it(`an interval of ${interval} bytes is never found too small, whatever the sizes of objects`, () => {
      const random = randomFrom(interval);
      for (let n = 0; n < 100_000; n += 1) {
        const size = 8 * Math.ceil((10 * interval * random.uniform() ** 4) / 8);
        assert.ok(weightOf(size, interval) >= interval, `objects of ${size} bytes`);
      }
    });
  }

  it('an interval of one byte is found to be the size of the smallest object', () => {
    assert.equal(estimate(sampled([16, 24, 40], 1, 50)), 16);
  });

  it('a few samples are enough, and fewer are not', () => {
    const weights = sampled([24, 40, 80], 524_288, 4);
    assert.ok((estimate(weights) ?? 0) < 1.001 * 524_288);
    assert.equal(estimate(weights.subarray(1)), undefined);
  });
});

describe('the stacks of somebody else’s profiler', () => {
  it('the deepest stack is counted without the root', () => {
    assert.equal(deepestStack({ count: 5, parent: Int32Array.of(-1, 0, 1, 1, 3) }), 3);
  });

  it('a profile of nothing has no stack, and a depth all the same', () => {
    assert.equal(deepestStack({ count: 1, parent: Int32Array.of(-1) }), 1);
  });
});

describe('a profiler that lists what has been collected', () => {
  const profile = (count: number, weight: number): Parameters<typeof listsTheDead>[0] => ({
    samples: {
      count,
      node: new Uint32Array(count),
      ordinal: new Float64Array(count),
      weightBytes: new Float64Array(count).fill(weight),
    },
  });

  it('samples that weigh far more than the heap are of what is no longer there', () => {
    assert.equal(listsTheDead(profile(2000, 32_768), 20e6), true);
  });

  it('samples that weigh as much as the heap are of live objects, and more where they are few, by chance', () => {
    assert.equal(listsTheDead(profile(600, 32_768), 20e6), false);
    assert.equal(listsTheDead(profile(16, 524_288), 5e6), false);
  });
});
