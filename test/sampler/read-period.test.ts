import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NextRead, ReadPeriod } from '../../src/sampler/read-period.js';
import { MONITOR_OPTIONS } from '../../src/threads/settings.js';

/** The largest delay in milliseconds that a timer takes; a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

describe('the period of reads', () => {
  it('the period is the one asked for while pauses are short, and before the first of them', () => {
    assert.deepEqual(after([], 15, 0.002), { periodSeconds: 15, isPeriodCapped: false });
    assert.deepEqual(after([0.02, 0.02], 15, 0.002), { periodSeconds: 15, isPeriodCapped: false });
  });

  it('the period is so long that the median of the last five pauses keeps its share of the time', () => {
    assert.equal(after([9, 0.05, 0.1, 0.06, 0.08, 0.07], 15, 0.002).periodSeconds, 0.07 / 0.002);
  });

  it('one pause that is a thousand times as long as the others does not count, wherever it comes', () => {
    for (const pauses of [
      [0.02, 10],
      [10, 0.02],
      [0.02, 10, 0.02],
      [0.02, 0.02, 0.02, 0.02, 10],
    ]) {
      assert.equal(after(pauses, 15, 0.002).periodSeconds, 15, String(pauses));
    }
  });

  it('the period is at most ten minutes, or twenty of those asked for', () => {
    assert.deepEqual(after([10], 15, 0.002), { periodSeconds: 600, isPeriodCapped: true });
    assert.deepEqual(after([10], 60, 0.002), { periodSeconds: 1200, isPeriodCapped: true });
    assert.deepEqual(after([1.2], 15, 0.002), { periodSeconds: 600, isPeriodCapped: false });
  });

  it('no setting that is accepted makes a period that a timer does not take', () => {
    const longest = MONITOR_OPTIONS.period.check('1d', 'period');
    const leastRatio = MONITOR_OPTIONS.maxPauseRatio.check(Number.MIN_VALUE, 'maxPauseRatio');
    assert.ok(after([1e9], longest, leastRatio).periodSeconds * 1000 <= LONGEST_TIMER);
    assert.equal(after([1e-3], 0.1, leastRatio).periodSeconds, 600);
  });
});

function after(pauses: readonly number[], periodSeconds: number, maxPauseRatio: number): NextRead {
  const period = new ReadPeriod();
  for (const pause of pauses) period.note(pause);
  return period.next({ periodSeconds, maxPauseRatio });
}
