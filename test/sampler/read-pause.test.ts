import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPauseSeconds } from '../../src/sampler/read-pause.js';

const pause = (askedSeconds: number, servedSeconds: number, answeredSeconds: number): number =>
  Number(readPauseSeconds({ askedSeconds, servedSeconds, answeredSeconds }).toFixed(6));

describe('the pause of a read', () => {
  it('the time between both answers is the pause, with what the thread took to wake', () => {
    assert.equal(pause(100, 100.001, 100.021), 0.021);
  });

  it('both answers found at once, by a thread that woke late, count the wait for them', () => {
    assert.equal(pause(100, 100.02, 100.02), 0.02);
  });

  it('a long wait for the first answer is none of the pause, but for a tenth of a second', () => {
    assert.equal(pause(100, 103, 103.02), 0.12);
  });
});
