import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LabResult } from './result.js';
import { separateWindows } from './window-ends.js';

const GROWTH = { site: 'keep', state: 'steady', bytesPerSecond: 1000, lower: 0, upper: 2000 } as const;

/** The windows of a run that collects after the reads at 2, 4 and 6 s, where each read has a report of a window. */
function windowsOf(
  lengths: Readonly<Record<number, number>>,
  fromSeconds = 0,
): ReadonlyArray<readonly [number, number]> {
  const result: Pick<LabResult, 'records' | 'collections'> = {
    records: [1, 2, 3, 4, 5, 6, 7, 8].map((second) => ({
      seconds: second + 0.01,
      readSeconds: second + 0.002,
      suspects: [],
      right: { ...GROWTH, windowSeconds: lengths[second] ?? 0 },
    })),
    collections: [2, 4, 6].map((second) => ({ startSeconds: second + 0.3, endSeconds: second + 0.4 })),
  };
  return separateWindows(result, fromSeconds).map(({ beginSeconds, endSeconds }) => [
    Math.round(beginSeconds),
    Math.round(endSeconds),
  ]);
}

describe('the windows of a run', () => {
  it('a window lies between the last reads before two collections', () => {
    assert.deepEqual(windowsOf({ 7: 4 }), [[2, 6]]);
  });

  it('a window that is reported again counts once, and one that overlaps it does not count', () => {
    assert.deepEqual(windowsOf({ 5: 2, 6: 2, 7: 4, 8: 4 }), [[2, 4]]);
    assert.deepEqual(windowsOf({ 5: 2, 6: 2, 7: 2.001, 8: 2.001 }), [
      [2, 4],
      [4, 6],
    ]);
  });

  it('a window does not count that begins too early, or between whose length no two reads lie', () => {
    assert.deepEqual(windowsOf({ 7: 4 }, 3), []);
    assert.deepEqual(windowsOf({ 7: 3 }), []);
  });

  it('a window that a report still has after a further collection ends where it did', () => {
    assert.deepEqual(windowsOf({ 5: 2, 6: 2, 7: 2, 8: 2 }), [[2, 4]]);
  });
});
