import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Snapshot } from '../../src/snapshot/snapshot.js';
import { diffSnapshots, topAllocations } from '../../src/snapshot/top.js';
import { sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const refused = { name: 'HeapgaugeError', code: 'ERR_HEAPGAUGE_INVALID_OPTION' };

/** Makes a snapshot with sites `s1`, `s2`, … of the given bytes; their ordinals start after `ordinal`. */
function sitesOf(sizes: readonly number[], ordinal = 0): Snapshot {
  return sampleSnapshot(
    sizes.map((sizeBytes, n) => ({
      stack: [sampleFrame(`s${n + 1}`, '/app/src/a.js', n + 1)],
      sizeBytes,
      ordinal: ordinal + n + 1,
    })),
  );
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}

describe('topAllocations', () => {
  it('topAllocations gives the sites that hold most, most bytes first', () => {
    assert.deepEqual(
      topAllocations(sitesOf([10, 30, 20]), { limit: 2 }).map(({ key }) => key),
      ['s2 src/a.js:2', 's3 src/a.js:3'],
    );
  });

  it('topAllocations gives twenty groups where no limit is given', () => {
    assert.equal(topAllocations(sitesOf(numbered(25))).length, 20);
  });

  it('topAllocations gives all there are where the limit is larger', () => {
    assert.equal(topAllocations(sitesOf([1, 2]), { limit: 1000 }).length, 2);
  });

  it('topAllocations groups as asked', () => {
    assert.deepEqual(
      topAllocations(sitesOf([10, 30]), { groupBy: 'file' }).map(({ key, sizeBytes }) => [key, sizeBytes]),
      [['src/a.js', 40]],
    );
  });

  it('topAllocations refuses a wrong limit and an unknown option', () => {
    for (const limit of [0, -1, 1.5, NaN]) assert.throws(() => topAllocations(sitesOf([1]), { limit }), refused);
    assert.throws(() => topAllocations(sitesOf([1]), { count: 1 } as object), refused);
  });
});

describe('diffSnapshots', () => {
  const before = sitesOf([10, 50, 30]);
  const grown = [4, 70].map((sizeBytes, n) => ({
    stack: [sampleFrame(`s${n + 2}`, '/app/src/a.js', n + 2)],
    sizeBytes,
    ordinal: 100 + n,
  }));
  const kept = { stack: [sampleFrame('s1', '/app/src/a.js', 1)], sizeBytes: 10, ordinal: 1 };
  const later = sampleSnapshot([kept, ...grown]);
  const changes = (options?: object): unknown =>
    diffSnapshots(before, later, options).map(({ key, sizeDifferenceBytes }) => [key, sizeDifferenceBytes]);

  it('diffSnapshots gives the sites that grew and no others', () => {
    assert.deepEqual(changes(), [['s3 src/a.js:3', 40]]);
  });

  it('diffSnapshots without onlyGrowth gives what shrank or stayed too, the largest change first', () => {
    assert.deepEqual(changes({ onlyGrowth: false }), [
      ['s2 src/a.js:2', -46],
      ['s3 src/a.js:3', 40],
      ['s1 src/a.js:1', 0],
    ]);
  });

  it('diffSnapshots applies the limit after it has left out what shrank', () => {
    assert.deepEqual(changes({ limit: 1 }), [['s3 src/a.js:3', 40]]);
  });

  it('diffSnapshots gives twenty groups where no limit is given', () => {
    assert.equal(diffSnapshots(sampleSnapshot([]), sitesOf(numbered(25))).length, 20);
  });

  it('diffSnapshots groups as asked', () => {
    assert.deepEqual(changes({ groupBy: 'package', onlyGrowth: false }), [['(program)', -6]]);
  });

  it('diffSnapshots refuses a wrong limit and an unknown option', () => {
    assert.throws(() => diffSnapshots(before, later, { limit: 0 }), refused);
    assert.throws(() => diffSnapshots(before, later, { growth: true } as object), refused);
  });
});
