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
function newPeak(options?: { isBounded?: boolean }): HeapPeak {
  const peak = new HeapPeak(options);
  peaks.push(peak);
  return peak;
}
after(() => {
  for (const peak of peaks) peak.stop();
});

for (const isBounded of [false, true]) {
  const kind = isBounded ? 'a bounded peak' : 'an unbounded peak';
  describe(kind, () => {
    it(`${kind} starts at the present use`, () => {
      collectGarbage();
      const peak = newPeak({ isBounded });
      assert.ok(Math.abs(peak.bytes - usedBytes()) < 2 * MEBIBYTE);
    });

    it(`${kind} knows what was there before a collection, though it is gone`, () => {
      collectGarbage();
      const peak = newPeak({ isBounded });
      const before = usedBytes();
      burst(60);
      collectGarbage();
      assert.ok(usedBytes() < before + 10 * MEBIBYTE);
      assert.ok(peak.bytes > before + 50 * MEBIBYTE, `${peak.bytes} after ${before}`);
    });

    it(`${kind} stays until it is reset`, () => {
      const peak = newPeak({ isBounded });
      burst(60);
      collectGarbage();
      const highest = peak.bytes;
      assert.equal(peak.bytes, highest);
      assert.ok(peak.reset() < highest - 40 * MEBIBYTE);
      assert.ok(peak.bytes < highest - 40 * MEBIBYTE);
    });

    it(`${kind} leaves out what is excluded from it`, () => {
      collectGarbage();
      const peak = newPeak({ isBounded });
      const before = peak.bytes;
      peak.exclude(() => {
        burst(60);
      });
      collectGarbage();
      assert.ok(peak.bytes < before + 10 * MEBIBYTE, `${peak.bytes} after ${before}`);
    });
  });
}

describe('a peak under many collections', () => {
  it('a bounded peak keeps its value when collections come in hundreds', () => {
    const peak = newPeak({ isBounded: true });
    const before = usedBytes();
    burst(60);
    collectGarbage();
    peak.noteCollections(100_000);
    assert.ok(peak.bytes > before + 50 * MEBIBYTE);
  });

  it('a bounded peak records no further collections then, until it is asked', () => {
    const peak = newPeak({ isBounded: true });
    peak.noteCollections(100_000);
    collectGarbage();
    peak.reset();
    peak.noteCollections(100_000);
    const before = peak.bytes;
    peak.noteCollections(100_000);
    burst(60);
    collectGarbage();
    assert.ok(peak.bytes < before + 40 * MEBIBYTE, 'the burst came while nothing was recorded');
    burst(60);
    collectGarbage();
    assert.ok(peak.bytes > before + 40 * MEBIBYTE, 'asking has started the recording again');
  });

  it('a bounded peak goes on recording where collections come in tens', () => {
    const peak = newPeak({ isBounded: true });
    peak.noteCollections(20);
    const before = peak.bytes;
    burst(60);
    collectGarbage();
    peak.noteCollections(20);
    assert.ok(peak.bytes > before + 40 * MEBIBYTE);
  });

  it('an unbounded peak goes on recording, however many collections there are', () => {
    const peak = newPeak();
    const before = peak.bytes;
    peak.noteCollections(100_000);
    burst(60);
    collectGarbage();
    assert.ok(peak.bytes > before + 40 * MEBIBYTE);
  });
});
