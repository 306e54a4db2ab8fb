import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dangerOf, leastDangerBytes } from '../../src/growth/danger.js';

const SPAN = 3600;

describe('dangerOf', () => {
  it('a growth is a danger once it has taken a quarter of the room that there was', () => {
    assert.equal(dangerOf({ grownBytes: 25, seconds: 30 }, { roomBytes: 75, spanSeconds: SPAN }), 'room-taken');
    assert.equal(dangerOf({ grownBytes: 24, seconds: 30 }, { roomBytes: 76, spanSeconds: SPAN }), undefined);
  });

  it('a growth is a danger where it would fill the room before the span ends, once it has lasted for a while', () => {
    const room = { roomBytes: 100, spanSeconds: SPAN };
    assert.equal(dangerOf({ grownBytes: 25, seconds: 600 }, { ...room, roomBytes: 120 }), 'room-ending');
    assert.equal(dangerOf({ grownBytes: 20, seconds: 600 }, { ...room, roomBytes: 120 }), undefined);
    assert.equal(dangerOf({ grownBytes: 25, seconds: 599 }, { ...room, roomBytes: 120 }), undefined);
  });

  it('what does not grow is no danger, not even where there is no room', () => {
    for (const grownBytes of [0, -5])
      assert.equal(dangerOf({ grownBytes, seconds: 600 }, { roomBytes: 0, spanSeconds: SPAN }), undefined);
  });

  it('no growth is a danger that is smaller than the least', () => {
    for (let seconds = 15; seconds < SPAN; seconds += 15) {
      const grownBytes = leastDangerBytes(1000) - 1;
      assert.equal(dangerOf({ grownBytes, seconds }, { roomBytes: 1000, spanSeconds: SPAN }), undefined);
    }
    const grownBytes = leastDangerBytes(1000) + 1;
    assert.equal(dangerOf({ grownBytes, seconds: 600 }, { roomBytes: 1000, spanSeconds: SPAN }), 'room-ending');
  });
});
