import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WaitingLine } from '../../src/http/waiting-line.js';
import { ManualClock } from '../support/manual-clock.js';

const isHere = (): boolean => false;

describe('a waiting line', () => {
  it('a burst acts at once, and what comes after it in its turn and order', () => {
    const { clock, line, acted } = lineOf({ burst: 3, perSecond: 10 });
    for (let n = 0; n < 6; n += 1) line.enter(() => acted.push(n), isHere);
    assert.deepEqual(acted, [0, 1, 2]);
    clock.pass(0.1);
    assert.deepEqual(acted, [0, 1, 2, 3]);
    clock.pass(0.1);
    clock.pass(0.1);
    assert.deepEqual(acted, [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(clock.waits, []);
  });

  it('a pause gives back a burst and no more', () => {
    const { clock, line, acted } = lineOf({ burst: 3, perSecond: 10 });
    clock.pass(1000);
    for (let n = 0; n < 9; n += 1) line.enter(() => acted.push(n), isHere);
    assert.deepEqual(acted, [0, 1, 2]);
  });

  it('whoever has gone is not waited for', () => {
    const { clock, line, acted } = lineOf({ burst: 1, perSecond: 10 });
    let hasGone = false;
    line.enter(() => acted.push(0), isHere);
    for (let n = 1; n < 1000; n += 1) {
      line.enter(
        () => acted.push(n),
        () => hasGone,
      );
    }
    line.enter(() => acted.push(1000), isHere);
    hasGone = true;
    clock.pass(0.1);
    assert.deepEqual(acted, [0, 1000]);
  });

  it('a clock that was stopped or set back makes up for nothing', () => {
    const { clock, line, acted } = lineOf({ burst: 2, perSecond: 10 });
    for (let n = 0; n < 4; n += 1) line.enter(() => acted.push(n), isHere);
    clock.pass(-500);
    clock.pass(500);
    assert.deepEqual(acted, [0, 1]);
    clock.pass(0.1);
    assert.deepEqual(acted, [0, 1, 2]);
  });
});

function lineOf(rate: { burst: number; perSecond: number }): {
  clock: ManualClock;
  line: WaitingLine;
  acted: number[];
} {
  const clock = new ManualClock();
  return { clock, line: new WaitingLine(rate, clock), acted: [] };
}
