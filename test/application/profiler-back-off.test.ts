import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProfilerBackOff } from '../../src/application/profiler-back-off.js';

const PERIOD = 15;

describe('when to try for a profiler that others use', () => {
  it('a profiler that is busy is tried again after a period, then after twice as long each time, 600 s at most', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    const waits: number[] = [];
    for (let now = 0; waits.length < 8;) {
      backOff.noteBusy(now);
      const begin = now;
      while (!backOff.isDue(now, false)) now += 1;
      waits.push(now - begin);
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 480, 600, 600]);
  });

  it('a question that stalls is asked the more seldom', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteBusy(0, 125);
    assert.equal(backOff.isDue(124, false), false);
    assert.equal(backOff.isDue(125, false), true);
  });

  it('where the other has been seen to stop the question stalls no more, and the wait is the plain one', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteBusy(0, 125);
    assert.equal(backOff.isDue(14, true), false);
    assert.equal(backOff.isDue(15, true), true);
  });

  it('a profiler that is lost is started again at once, and not where it is lost again soon', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteStarted(0);
    assert.equal(backOff.noteLost(1), true);
    backOff.noteStarted(1);
    assert.equal(backOff.noteLost(20), false);
    assert.equal(backOff.isDue(49, false), false);
    assert.equal(backOff.isDue(50, false), true);
  });

  it('a profiler that has run undisturbed for long is started again at once', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    backOff.noteStarted(0);
    assert.equal(backOff.noteLost(100), true);
    backOff.noteStarted(100);
    assert.equal(backOff.noteLost(100 + 10 * PERIOD), true);
  });

  it('the waits grow while the application uses its own profiler every minute', () => {
    const backOff = new ProfilerBackOff(PERIOD);
    let attempts = 0;
    let isOurs = true;
    backOff.noteStarted(0);
    for (let now = 1; now <= 3600; now += 1) {
      const isTheirs = now % 60 < 10;
      if (isTheirs && isOurs) {
        isOurs = false;
        backOff.noteGaveWay(now);
      } else if (!isOurs && backOff.isDue(now, !isTheirs)) {
        attempts += 1;
        isOurs = !isTheirs;
        if (isOurs) backOff.noteStarted(now);
        else backOff.noteBusy(now);
      }
    }
    assert.ok(attempts > 3 && attempts < 15, `${attempts} attempts in an hour`);
  });
});
