import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPauseSeconds, type ThreadMoment } from '../../src/sampler/read-pause.js';

/** The pause of a read that was asked for at 100 s, when the thread had been idle for 50 s. */
function pause(served: readonly [number, number], answered: readonly [number, number]): number {
  const moment = ([seconds, idleSeconds]: readonly [number, number]): ThreadMoment => ({ seconds, idleSeconds });
  return Number(readPauseSeconds({ seconds: 100 }, moment(served), moment(answered)).toFixed(6));
}

describe('the pause of a read', () => {
  it('the time for which the thread is idle between both answers is the pause, and what it parses is none', () => {
    assert.equal(pause([100.001, 50.001], [100.051, 50.021]), 0.021);
  });

  it('both answers that were there at once count all the time since they were asked for', () => {
    assert.equal(pause([100.008, 50], [100.013, 50]), 0.013);
  });

  it('a long wait for the first answer is none of the pause, but for ten milliseconds', () => {
    assert.equal(pause([103, 53], [103.03, 53.02]), 0.03);
  });
});
