import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ZoomRanges } from '../../src/sampler/zoom-ranges.js';
import { heapRead } from '../support/heap-reads.js';

function read(ranges: ZoomRanges, ...ordinals: readonly number[]): void {
  ranges.noteRead(heapRead(ordinals).profile.samples);
}

describe('the samples that were born without inlining', () => {
  it('those count that came after the first read of a zoom, up to its last', () => {
    const ranges = new ZoomRanges();
    read(ranges, 3, 9, 4);
    assert.deepEqual([ranges.has(9), ranges.has(10), ranges.all.length], [false, false, 0]);
    read(ranges, 4, 12, 11);
    assert.deepEqual(
      [9, 10, 12, 13].map((ordinal) => ranges.has(ordinal)),
      [false, true, true, false],
    );
    read(ranges, 15);
    ranges.end();
    read(ranges, 20);
    read(ranges, 30);
    ranges.end();
    assert.deepEqual(ranges.all, [
      { from: 9, to: 15 },
      { from: 20, to: 30 },
    ]);
    assert.deepEqual(
      [15, 16, 20, 21, 30, 31].map((ordinal) => ranges.has(ordinal)),
      [true, false, false, true, true, false],
    );
  });

  it('a zoom of one read, and one after which fewer samples live, hold nothing that is not exact', () => {
    const ranges = new ZoomRanges();
    read(ranges, 7);
    ranges.end();
    read(ranges, 8);
    read(ranges, 2);
    ranges.end();
    assert.deepEqual(ranges.all, []);
  });

  it('only the latest hundred are remembered', () => {
    const ranges = new ZoomRanges();
    for (let n = 0; n < 150; n += 1) {
      read(ranges, 2 * n);
      read(ranges, 2 * n + 1);
      ranges.end();
    }
    assert.deepEqual([ranges.all.length, ranges.has(99), ranges.has(101)], [100, false, true]);
  });

  it('a new run of the profiler forgets all', () => {
    const ranges = new ZoomRanges();
    read(ranges, 1);
    read(ranges, 5);
    ranges.end();
    ranges.clear();
    assert.equal(ranges.has(3), false);
  });
});
