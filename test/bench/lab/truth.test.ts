import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SAMPLE_INTERVAL_BYTES } from './settings.js';
import { type Truth, truthOf } from './truth.js';
import type { Leak } from './workload.js';

const LEAK: Leak = { allocators: ['keep program.ts'], bytesPerSecond: 1000 };

/** The truth of a window from 2 s to 6 s, where a leak of 1000 B/s, or one of these objects, has grown. */
function truth(...objects: ReadonlyArray<readonly [seconds: number, bytes: number]>): Truth | undefined {
  const growthSteps = objects.map(([seconds, bytes]) => ({ seconds, bytes }));
  const window = { beginSeconds: 2, endSeconds: 6, windowSeconds: 4 };
  return truthOf(LEAK, { growthSteps, trueBytesPerSecond: 1000 }, window);
}

describe('the true growth in a window', () => {
  it('it is the rate over the run where growth is even, known as well as samples of one interval tell', () => {
    assert.deepEqual(truth(), { bytesPerSecond: 1000, variance: 250 * SAMPLE_INTERVAL_BYTES });
  });

  it('it is the sum of the large objects that came within the window', () => {
    const { bytesPerSecond, variance = NaN } = truth([1.5, 1e6], [2.5, 1e7], [5.5, 1e8], [6.5, 1e9]) ?? {};
    assert.equal(bytesPerSecond, (1e7 + 1e8) / 4);
    assert.ok(variance < 1, 'both are sampled for certain');
  });

  it('an object of one interval adds the variance of a sample that V8 may miss', () => {
    const { variance = NaN } = truth([3, SAMPLE_INTERVAL_BYTES]) ?? {};
    const p = 1 - Math.exp(-1);
    assert.ok(Math.abs((variance * 4 ** 2) / SAMPLE_INTERVAL_BYTES ** 2 - (1 - p) / p) < 1e-9);
  });

  it('it is not known where an object came just before an end', () => {
    assert.equal(truth([1.995, 1e6]), undefined);
    assert.equal(truth([5.995, 1e6]), undefined);
    assert.notEqual(truth([6.005, 1e6]), undefined);
  });
});
