import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FoundSuspect, LeakStates } from '../../src/sampler/leak-states.js';
import { sampleSuspect } from '../support/sample-report.js';

const SPAN = 3600;
const MINUTE = 60;

function suspect(id: string): FoundSuspect {
  return sampleSuspect({ id });
}

/** Plays what is found at each minute, `.` for nothing, and gives what is reported: in capitals where it is notified. */
function play(found: string, states = new LeakStates({ nowSeconds: 0, spanSeconds: SPAN })): string {
  return Array.from(found)
    .map((id, minute) => {
      const [one] = states.follow(id === '.' ? [] : [suspect(id)], minute * MINUTE);
      if (one === undefined) return '.';
      return one.isNotified ? one.id.toUpperCase() : one.id;
    })
    .join('');
}

describe('LeakStates', () => {
  it('a leak fires and is notified as soon as it is found', () => {
    assert.equal(play('..aaa'), '..AAA');
  });

  it('a leak goes on firing while it is not found for less than five minutes, and is over then', () => {
    assert.equal(play('aa....aa'), 'AAAAAAAA');
    assert.equal(play('a.......'), 'AAAAA...');
  });

  it('a leak that comes again within the hour is reported and not notified, until the hour has passed', () => {
    const found = `a${'.'.repeat(9)}${'a'.repeat(60)}`;
    assert.equal(play(found), `AAAAA${'.'.repeat(5)}${'a'.repeat(50)}${'A'.repeat(10)}`);
  });

  it('a leak that flaps for ten hours is notified once an hour at most', () => {
    const reported = play('a.........'.repeat(60));
    const begun = Array.from(reported).filter((one, minute) => one === 'A' && reported[minute - 1] !== 'A').length;
    assert.ok(begun >= 5 && begun <= 10, `${begun} times`);
  });

  it('leaks are followed one by one', () => {
    const states = new LeakStates({ nowSeconds: 0, spanSeconds: SPAN });
    states.follow([suspect('a'), suspect('b')], 0);
    const ids = states.follow([suspect('b')], 6 * MINUTE).map(({ id }) => id);
    assert.deepEqual(ids, ['b']);
  });

  it('a leak that another sampler has reported goes on, and is not notified again', () => {
    const previous = [sampleSuspect({ id: 'a', isNotified: true })];
    assert.equal(play('..a', new LeakStates({ nowSeconds: 0, spanSeconds: SPAN, previous })), 'AAA');
    const unnotified = [sampleSuspect({ id: 'a', isNotified: false })];
    assert.equal(play('..a', new LeakStates({ nowSeconds: 0, spanSeconds: SPAN, previous: unnotified })), 'AAA');
  });
});
