import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProfilerBackOff } from '../../src/application/profiler-back-off.js';

const PERIOD = 15;

/** The seconds until an attempt is due. */
function waitFrom(backOff: ProfilerBackOff, begin: number): number {
  let now = begin;
  while (!backOff.isDue(now)) now += 1;
  return now - begin;
}

describe('when to try for a profiler that others use', () => {
  it('a profiler that is not read is asked for the more seldom the longer the question stalls', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteBusy(0, 1);
    assert.equal(waitFrom(backOff, 0), 1);
    backOff.noteBusy(20, 125);
    assert.equal(waitFrom(backOff, 20), 125);
  });

  it('a profiler that is lost is started again at once, and not where it is lost again soon', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteStarted(0);
    assert.equal(backOff.noteLost(1), true);
    backOff.noteStarted(1);
    assert.equal(backOff.noteLost(20), false);
    assert.equal(waitFrom(backOff, 20), 30);
  });

  it('the waits double where the profiler is lost again and again, up to ten minutes', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    const waits: number[] = [];
    for (let now = 0; waits.length < 8; now += 1) {
      backOff.noteStarted(now);
      if (backOff.noteLost(now + 1)) continue;
      waits.push(waitFrom(backOff, now + 1));
      now += waits.at(-1) ?? 0;
    }
    assert.deepEqual(waits, [30, 60, 120, 240, 480, 600, 600, 600]);
  });

  it('a profiler that has run undisturbed for long is started again at once', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteStarted(0);
    assert.equal(backOff.noteLost(100), true);
    backOff.noteStarted(100);
    assert.equal(backOff.noteLost(100 + 10 * PERIOD), true);
  });
});
