import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HeapPeak } from '../../src/v8/heap-peak.js';

const MEBIBYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedBytes(): number {
  return getHeapStatistics().used_heap_size;
}

/** Allocates so many MiB on the heap, which are garbage afterwards. */
function burst(mebibytes: number): void {
  const kept: number[][] = [];
  for (let n = 0; n < mebibytes; n += 1) kept.push(new Array<number>(MEBIBYTE / 8).fill(n));
  if (kept.length !== mebibytes) throw new Error('unreachable');
}

const peaks: HeapPeak[] = [];
function newPeak(): HeapPeak {
  const peak = new HeapPeak();
  peaks.push(peak);
  return peak;
}
after(() => {
  for (const peak of peaks) peak.stop();
});

describe('the peak of a heap', () => {
  it('the peak starts at the present use', () => {
    collectGarbage();
    const peak = newPeak();
    assert.ok(Math.abs(peak.bytes - usedBytes()) < 2 * MEBIBYTE);
  });

  it('the peak knows what was there before a collection, though it is gone', () => {
    collectGarbage();
    const peak = newPeak();
    const before = usedBytes();
    burst(60);
    collectGarbage();
    assert.ok(usedBytes() < before + 10 * MEBIBYTE);
    assert.ok(peak.bytes > before + 50 * MEBIBYTE, `${peak.bytes} after ${before}`);
  });

  it('the peak stays until it is reset', () => {
    const peak = newPeak();
    burst(60);
    collectGarbage();
    const highest = peak.bytes;
    assert.equal(peak.bytes, highest);
    assert.ok(peak.reset() < highest - 40 * MEBIBYTE);
    assert.ok(peak.bytes < highest - 40 * MEBIBYTE);
  });

  it('the peak leaves out what is excluded from it', () => {
    collectGarbage();
    const peak = newPeak();
    const before = peak.bytes;
    peak.exclude(() => {
      burst(60);
    });
    collectGarbage();
    assert.ok(peak.bytes < before + 10 * MEBIBYTE, `${peak.bytes} after ${before}`);
  });
});
