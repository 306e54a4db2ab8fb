import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { driveOf } from './deaths.js';
import { DEADLY_LEAKS } from './leaks.js';
import { isNamedIn } from './naming.js';

const NAMES = ['set express-session/session/memory.js', 'subscribe leaks.ts'];

describe('the name of a leak in a text', () => {
  it('a leak is named by a function and its file, with a line or without', () => {
    assert.equal(
      isNamedIn('heapgauge: set express-session/session/memory.js:119 leaks at least +1 MiB/s', NAMES),
      true,
    );
    assert.equal(isNamedIn('heapgauge: subscribe test/bench/last-minutes/leaks.ts:97:3 leaks', NAMES), true);
    assert.equal(isNamedIn('{"site":"subscribe leaks.ts"}', NAMES), true);
  });

  it('a leak is not named by another function, another file or a part of a name', () => {
    assert.equal(isNamedIn('get express-session/session/memory.js:119 leaks', NAMES), false);
    assert.equal(isNamedIn('unsubscribe leaks.ts:97 leaks', NAMES), false);
    assert.equal(isNamedIn('subscribe test/other-leaks.ts:97 leaks', NAMES), false);
    assert.equal(isNamedIn('subscribe express-session/session/memory.js:1 leaks', NAMES), false);
  });
});

describe('a leak that is sized to end its process', () => {
  it('what all requests leave behind in the time is the room under the limit', () => {
    for (const leak of DEADLY_LEAKS) {
      for (const minutes of [1, 5, 30]) {
        const { requestsPerSecond, itemsPerRequest } = driveOf({ leak, limitMib: 256, minutes });
        const bytes = requestsPerSecond * itemsPerRequest * leak.itemBytes * minutes * 60;
        assert.ok(Math.abs(bytes / (240 * 2 ** 20) - 1) < 0.02, `${leak.name}: ${bytes}`);
        assert.ok(requestsPerSecond <= 50, `${requestsPerSecond}`);
      }
    }
  });
});
