import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GrowthEstimate } from '../../src/growth/site-series.js';
import { timeToLimit } from '../../src/sampler/time-to-limit.js';
import { tallyOf } from '../support/tallies.js';

const INTERVAL = 1000;
const NEVER = { secondsToLimit: null, secondsToLimitLower: null, secondsToLimitUpper: null };
const ROOM = { roomBytes: 1_000_000, intervalBytes: INTERVAL };

type Verdict = Pick<Extract<GrowthEstimate, { leak: undefined }>, 'state' | 'leak'>;

function growth(born: number, died: number, verdict: Verdict = { state: 'growing', leak: undefined }): GrowthEstimate {
  return { births: tallyOf(born, INTERVAL), deaths: tallyOf(died, INTERVAL), ...verdict };
}

describe('the time to the heap’s limit', () => {
  it('the time to the limit is the room over the growth, with its bounds', () => {
    const { secondsToLimit, secondsToLimitLower, secondsToLimitUpper } = timeToLimit(
      { total: growth(120, 20), windowSeconds: 50 },
      ROOM,
    );
    // 100 samples of 1,000 bytes in 50 seconds.
    assert.equal(secondsToLimit, 500);
    assert.ok(secondsToLimitLower < 500 && secondsToLimitLower > 350, `${secondsToLimitLower}`);
    assert.ok(secondsToLimitUpper > 500 && secondsToLimitUpper < 750, `${secondsToLimitUpper}`);
  });

  it('the growth is measured over the span of the leak where all sites together leak', () => {
    const leak = {
      sinceSeconds: 0,
      from: { number: 0, seconds: 0, column: 0 },
      seconds: 1000,
      births: tallyOf(400, INTERVAL),
      deaths: tallyOf(0, INTERVAL),
      explained: null,
    };
    const total: GrowthEstimate = { ...growth(0, 0), state: 'leaking', leak };
    assert.equal(timeToLimit({ total, windowSeconds: 50 }, ROOM).secondsToLimit, 2500);
  });

  it('there is no time to the limit where there is no estimate, or no window', () => {
    assert.deepEqual(timeToLimit(undefined, ROOM), NEVER);
    assert.deepEqual(timeToLimit({ total: growth(120, 20), windowSeconds: null }, ROOM), NEVER);
  });

  for (const state of ['warming', 'steady', 'shrinking'] as const) {
    it(`there is no time to the limit where all sites together are ${state}`, () => {
      assert.deepEqual(
        timeToLimit({ total: growth(120, 20, { state, leak: undefined }), windowSeconds: 50 }, ROOM),
        NEVER,
      );
    });
  }

  it('there is no time to the limit where the growth is not significant', () => {
    assert.deepEqual(timeToLimit({ total: growth(22, 20), windowSeconds: 50 }, ROOM), NEVER);
    assert.deepEqual(timeToLimit({ total: growth(20, 120), windowSeconds: 50 }, ROOM), NEVER);
  });

  it('the time to the limit is 0 where there is no room left', () => {
    for (const roomBytes of [0, -5000]) {
      const { secondsToLimit, secondsToLimitUpper } = timeToLimit(
        { total: growth(120, 20), windowSeconds: 50 },
        { ...ROOM, roomBytes },
      );
      assert.deepEqual([secondsToLimit, secondsToLimitUpper], [0, 0]);
    }
  });
});
