import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Collection, frequencyOf } from './collections.js';

const STRETCH = { fromSeconds: 10, seconds: 1800 };

function major(startSeconds: number, pauseSeconds = 0.01): Collection {
  return { kind: 'major', startSeconds, pauseSeconds, heapBytes: 1e7 };
}

describe('how often collections come', () => {
  it('collections are counted by the hour, and their spacing is from one start to the next', () => {
    const { count, perHour, spacing, pauses } = frequencyOf(
      'major',
      [20, 30, 60, 61].map((at) => major(at)),
      STRETCH,
    );
    assert.equal(count, 4);
    assert.equal(perHour, 8);
    assert.deepEqual(spacing, { least: 1, median: 10, p90: 30, most: 30 });
    assert.deepEqual(pauses, { median: 0.01, most: 0.01 });
  });

  it('collections of another kind and those before the stretch are left out', () => {
    const others: Collection[] = [{ ...major(20), kind: 'minor' }, major(5)];
    assert.deepEqual(frequencyOf('major', others, STRETCH), { count: 0, perHour: 0, spacing: null, pauses: null });
  });

  it('several pauses at once are one collection', () => {
    const { count, spacing } = frequencyOf('major', [major(20, 0.1), major(20.1005, 0.05), major(40)], STRETCH);
    assert.equal(count, 2);
    assert.equal(spacing?.median, 20);
  });
});
