import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeapHighWater } from '../../src/application/heap-high-water.js';

const MEBIBYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

function filled(mebibytes: number): number[][] {
  return Array.from({ length: mebibytes }, (_, n) => new Array<number>(MEBIBYTE / 8).fill(n));
}

describe('the largest use of a heap', () => {
  it('the largest use is at least what each observation saw, and stays', () => {
    const peak = new HeapHighWater();
    const held = filled(40);
    const seen = usedBytes();
    assert.ok(peak.observe() >= seen);
    assert.equal(held.length, 40);
    held.length = 0;
    collectGarbage();
    assert.ok(peak.observe() >= seen);
  });

  it('what the heap held for a moment between two observations counts, if a major collection has freed it', async () => {
    const peak = new HeapHighWater();
    collectGarbage();
    const before = peak.observe();
    filled(150);
    collectGarbage();
    peak.noteMajorCollection();
    // V8 gives pages back on a thread of its own.
    await sleep(500);
    assert.ok(peak.observe() > before + 80 * MEBIBYTE, 'more than any observation saw');
  });

  it('memory outside the heap that comes and goes without a collection does not count', () => {
    const peak = new HeapHighWater();
    const before = peak.observe();
    assert.equal(Buffer.alloc(400 * MEBIBYTE, 1).length, 400 * MEBIBYTE);
    assert.ok(peak.observe() < before + 50 * MEBIBYTE);
  });

  it('the largest use is never above the limit of the heap', () => {
    const peak = new HeapHighWater();
    peak.noteMajorCollection();
    assert.ok(peak.observe() <= getHeapStatistics().heap_size_limit);
  });
});
