import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { COLLECTIONS } from '../../src/v8/collection-recorder.js';
import { HeapPeak } from '../../src/v8/heap-peak.js';

const MEBIBYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

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
afterEach(() => {
  for (const peak of peaks.splice(0)) peak.stop();
});

describe('the peak of a heap', () => {
  it('a peak starts at the present use', () => {
    collectGarbage();
    const peak = newPeak();
    assert.ok(Math.abs(peak.bytes - usedBytes()) < 2 * MEBIBYTE);
  });

  it('a peak knows what was there before a collection, though it is gone', () => {
    collectGarbage();
    const peak = newPeak();
    const before = usedBytes();
    burst(60);
    collectGarbage();
    assert.ok(usedBytes() < before + 10 * MEBIBYTE);
    assert.ok(peak.bytes > before + 50 * MEBIBYTE, `${peak.bytes} after ${before}`);
  });

  it('a peak stays until it is reset', () => {
    const peak = newPeak();
    burst(60);
    collectGarbage();
    const highest = peak.bytes;
    assert.equal(peak.bytes, highest);
    assert.ok(peak.reset() < highest - 40 * MEBIBYTE);
    assert.ok(peak.bytes < highest - 40 * MEBIBYTE);
  });

  it('a peak leaves out what is excluded from it', () => {
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

describe('two peaks of a heap', () => {
  it('resetting one peak, or stopping it, leaves the other as it is', () => {
    const [one, other] = [newPeak(), newPeak()];
    const before = one.bytes;
    burst(60);
    collectGarbage();
    other.reset();
    assert.ok(one.bytes > before + 50 * MEBIBYTE);
    assert.ok(other.bytes < before + 50 * MEBIBYTE);
    other.stop();
    burst(90);
    collectGarbage();
    assert.ok(one.bytes > before + 80 * MEBIBYTE);
  });

  it('what is excluded from one peak is left out of the other, as it is this package’s own', () => {
    collectGarbage();
    const [one, other] = [newPeak(), newPeak()];
    const before = other.bytes;
    one.exclude(() => {
      burst(60);
    });
    collectGarbage();
    assert.ok(other.bytes < before + 10 * MEBIBYTE, `${other.bytes} after ${before}`);
  });
});

describe('a peak under many collections', () => {
  it('hundreds of collections a second are recorded for a part of the time only', () => {
    collectGarbage();
    const peak = newPeak();
    const before = peak.bytes;
    for (let n = 0; n < 1000; n += 1) collectGarbage({ type: 'minor' });
    COLLECTIONS.keepUp();
    burst(60);
    collectGarbage();
    // Five seconds' worth was recorded in one.
    for (let n = 0; n < 4; n += 1) COLLECTIONS.keepUp();
    assert.equal(COLLECTIONS.evaluate(), 0, 'nothing was recorded');
    assert.ok(peak.bytes < before + 40 * MEBIBYTE);
    burst(60);
    collectGarbage();
    assert.ok(peak.bytes > before + 40 * MEBIBYTE, 'asking has started the recording again');
  });

  it('recording goes on by itself after the rest', () => {
    collectGarbage();
    const peak = newPeak();
    const before = peak.bytes;
    for (let n = 0; n < 1000; n += 1) collectGarbage({ type: 'minor' });
    for (let n = 0; n < 10; n += 1) COLLECTIONS.keepUp();
    burst(60);
    collectGarbage();
    assert.ok(peak.bytes > before + 40 * MEBIBYTE);
  });

  it('while nothing is recorded the peak takes in what is there each second', () => {
    collectGarbage();
    const peak = newPeak();
    const before = peak.bytes;
    for (let n = 0; n < 1000; n += 1) collectGarbage({ type: 'minor' });
    COLLECTIONS.keepUp();
    const kept = new Array<number>((60 * MEBIBYTE) / 8).fill(1);
    COLLECTIONS.keepUp();
    assert.ok(peak.bytes > before + 50 * MEBIBYTE, `${kept.length} elements`);
  });

  it('tens of collections a second are all recorded', () => {
    collectGarbage();
    const peak = newPeak();
    const before = peak.bytes;
    for (let n = 0; n < 50; n += 1) collectGarbage({ type: 'minor' });
    COLLECTIONS.keepUp();
    burst(60);
    collectGarbage();
    COLLECTIONS.keepUp();
    assert.ok(peak.bytes > before + 40 * MEBIBYTE);
  });

  it('recordings that no collection has freed are followed by no more of them', () => {
    const peak = newPeak();
    for (let n = 0; n < 12; n += 1) {
      for (let each = 0; each < 500; each += 1) collectGarbage({ type: 'minor' });
      COLLECTIONS.evaluate();
    }
    for (let n = 0; n < 10; n += 1) collectGarbage({ type: 'minor' });
    assert.equal(COLLECTIONS.evaluate(), 0);
    assert.ok(peak.bytes > 0);
  });
});
