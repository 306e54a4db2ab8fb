import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dangerOf, leastDangerBytes } from '../../src/growth/danger.js';

const SPAN = 3600;

/** A heap of which so much is left under a limit of 400. */
function terms(roomBytes: number): Parameters<typeof dangerOf>[1] {
  return { room: { roomBytes, limitBytes: 400 }, spanSeconds: SPAN };
}

describe('dangerOf', () => {
  it('a growth is a danger once it has taken a quarter of the room that there was', () => {
    assert.equal(dangerOf({ grownBytes: 25, seconds: 30 }, terms(75)), 'room-taken');
    assert.equal(dangerOf({ grownBytes: 25, seconds: 30 }, terms(76)), undefined);
  });

  it('a growth is a danger where it would fill the room before the span ends, once it has lasted for a while', () => {
    assert.equal(dangerOf({ grownBytes: 25, seconds: 600 }, terms(120)), 'room-ending');
    assert.equal(dangerOf({ grownBytes: 25, seconds: 600 }, terms(130)), undefined);
    assert.equal(dangerOf({ grownBytes: 25, seconds: 599 }, terms(120)), undefined);
  });

  it('what has taken a sixteenth of the limit at most is no danger, however little is left', () => {
    assert.equal(dangerOf({ grownBytes: 24, seconds: 600 }, terms(1)), undefined);
    assert.equal(dangerOf({ grownBytes: 25, seconds: 600 }, terms(1)), 'room-taken');
  });

  it('what does not grow is no danger, not even where there is no room', () => {
    for (const grownBytes of [0, -5]) assert.equal(dangerOf({ grownBytes, seconds: 600 }, terms(0)), undefined);
  });

  it('no growth is a danger that is smaller than the least', () => {
    for (const roomBytes of [10, 120, 390]) {
      const { room } = terms(roomBytes);
      for (let seconds = 15; seconds < SPAN; seconds += 15) {
        const grownBytes = leastDangerBytes(room) - 0.01;
        assert.equal(dangerOf({ grownBytes, seconds }, terms(roomBytes)), undefined);
      }
      const grownBytes = leastDangerBytes(room) + 0.01;
      assert.notEqual(dangerOf({ grownBytes, seconds: 600 }, terms(roomBytes)), undefined);
    }
  });
});
