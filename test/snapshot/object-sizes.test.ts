import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { factorRange, objectSizes, scaledBytes } from '../../src/snapshot/object-sizes.js';

const INTERVAL_BYTES = 131_072;

/** The weight that V8 lists for a sample of an object: `ScaleSample` of its `sampling-heap-profiler.cc`. */
function listed(sizeBytes: number): { factor: number; listedBytes: number } {
  const factor = Math.floor(1 / (1 - Math.exp(-sizeBytes / INTERVAL_BYTES)) + 0.5);
  return { factor, listedBytes: sizeBytes * factor };
}

describe('objectSizes', () => {
  it('the true size is among those found, with its exact weight, whatever the object’s size is', () => {
    for (let sizeBytes = 20_000; sizeBytes < 40 * INTERVAL_BYTES; sizeBytes = 8 * Math.ceil((sizeBytes * 1.001) / 8)) {
      const { factor, listedBytes } = listed(sizeBytes);
      const exact = Math.round(sizeBytes / (1 - Math.exp(-sizeBytes / INTERVAL_BYTES)));
      const sizes = objectSizes(listedBytes, INTERVAL_BYTES);
      // A weight that is hardly above the interval is right as it is.
      if (sizes.length === 0) assert.ok(listedBytes < 1.002 * INTERVAL_BYTES);
      else
        assert.deepEqual(
          sizes.find((one) => one.sizeBytes === sizeBytes),
          { sizeBytes, factor, weightBytes: exact },
        );
    }
  });

  it('every size found would be listed with the weight', () => {
    for (let listedBytes = INTERVAL_BYTES; listedBytes < 3 * INTERVAL_BYTES; listedBytes += 1000) {
      for (const { sizeBytes, factor } of objectSizes(listedBytes, INTERVAL_BYTES))
        assert.deepEqual(listed(sizeBytes), { factor, listedBytes });
    }
  });

  it('there is one size above 2.2 intervals, and of a weight that is no multiple of sixteen below that', () => {
    assert.deepEqual(
      objectSizes(2.25 * INTERVAL_BYTES, INTERVAL_BYTES).map(({ factor }) => factor),
      [1],
    );
    assert.deepEqual(
      [1.75 * INTERVAL_BYTES, 1.75 * INTERVAL_BYTES + 8].map(
        (bytes) => objectSizes(bytes, INTERVAL_BYTES).map(({ factor }) => factor).length,
      ),
      [2, 1],
    );
  });

  it('a weight that was never given at this interval has no size', () => {
    assert.deepEqual(objectSizes(1.5 * INTERVAL_BYTES + 3, INTERVAL_BYTES), []);
    assert.deepEqual(objectSizes(0.9 * INTERVAL_BYTES, INTERVAL_BYTES), []);
  });
});

describe('factorRange', () => {
  it('a small object’s weight, hardly above the interval, has no factor worth knowing', () => {
    assert.equal(factorRange(1.001), undefined);
    assert.equal(factorRange(0.5), undefined);
    assert.equal(factorRange(NaN), undefined);
  });

  it('every factor in the range, and none outside, is one of a size whose factor V8 rounds to it', () => {
    for (let weight = 1.003; weight < 4; weight *= 1.0007) {
      const { least, most } = factorRange(weight) ?? { least: 0, most: 0 };
      for (let factor = 1; factor <= most + 2; factor += 1) {
        const rounded = Math.floor(1 / (1 - Math.exp(-weight / factor)) + 0.5);
        assert.equal(rounded === factor, factor >= least && factor <= most, `${factor} at ${weight}`);
      }
    }
  });
});

describe('scaledBytes', () => {
  it('many samples of one size are rounded once, so that their sum is right', () => {
    const sizeBytes = INTERVAL_BYTES;
    const exact = (1000 * sizeBytes) / (1 - Math.exp(-1));
    assert.ok(Math.abs(scaledBytes(sizeBytes, 1000, INTERVAL_BYTES) / exact - 1) < 0.001);
    assert.equal(scaledBytes(sizeBytes, 1, INTERVAL_BYTES), listed(sizeBytes).listedBytes);
  });
});
