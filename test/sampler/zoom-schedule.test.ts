import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GrowingLeak } from '../../src/sampler/leak-watch.js';
import { ZoomSchedule } from '../../src/sampler/zoom-schedule.js';

const HOUR = 3600;

function growing(id: string, birthsPerSecond = 1, isExact = false): GrowingLeak {
  return { id, birthsPerSecond, isExact };
}

describe('when a zoom is due', () => {
  it('nothing that grows is no reason for one', () => {
    assert.equal(new ZoomSchedule(HOUR).due([], 0), undefined);
  });

  it('what is known exactly is no reason for one', () => {
    assert.equal(new ZoomSchedule(HOUR).due([growing('a', 1, true)], 0), undefined);
  });

  it('it takes as long as four dozen births do, from a second to a minute', () => {
    const schedule = new ZoomSchedule(HOUR);
    assert.equal(schedule.due([growing('a', 3)], 0), 16);
    assert.equal(schedule.due([growing('a', 1000)], 0), 1);
    assert.equal(schedule.due([growing('a', 0.1)], 0), 60);
    assert.equal(schedule.due([growing('fast', 1000), growing('slow', 3), growing('known', 0.1, true)], 0), 16);
  });

  it('what is born so slowly that not even one birth is to be expected is no reason for one', () => {
    const schedule = new ZoomSchedule(HOUR);
    assert.equal(schedule.due([growing('a', 1 / 61)], 0), undefined);
    assert.equal(schedule.due([growing('a', 1 / 61), growing('b', 3)], 0), 16);
    assert.equal(schedule.due([growing('a', 0)], 0), undefined);
  });

  it('a leak is looked at once an hour at most, and others once in ten minutes', () => {
    const schedule = new ZoomSchedule(HOUR);
    schedule.noteZoom(['a'], { fromSeconds: 0, toSeconds: 10 });
    const at = (seconds: number, id: string): boolean => schedule.due([growing(id)], seconds) !== undefined;
    assert.deepEqual([at(609, 'a'), at(609, 'b'), at(611, 'a'), at(611, 'b')], [false, false, false, true]);
    assert.deepEqual([at(3599, 'a'), at(3600, 'a')], [false, true]);
  });

  it('where leaks are looked for over 24 seconds, all its times are shorter in proportion', () => {
    const schedule = new ZoomSchedule(24);
    assert.equal(schedule.due([growing('a', 1)], 0), 15);
    schedule.noteZoom(['a'], { fromSeconds: 0, toSeconds: 0.3 });
    assert.equal(schedule.due([growing('b', 1)], 4.2), undefined);
    assert.equal(schedule.due([growing('b', 1)], 4.4), 15);
    assert.equal(schedule.due([growing('a', 1)], 23), undefined);
    assert.equal(schedule.due([growing('a', 1)], 24), 15);
  });

  it('ten times the seconds of a zoom pass until the next, so that the slow-down costs 2 % of the time at most', () => {
    const schedule = new ZoomSchedule(24);
    schedule.noteZoom(['a'], { fromSeconds: 100, toSeconds: 106 });
    assert.equal(schedule.due([growing('b')], 165.9), undefined);
    assert.equal(schedule.due([growing('b')], 166.1), 15);
  });

  it('one that was refused is asked for again after the shortest time between two', () => {
    const schedule = new ZoomSchedule(HOUR);
    schedule.noteRefused(50);
    assert.equal(schedule.due([growing('a')], 649), undefined);
    assert.equal(schedule.due([growing('a')], 650), 48);
  });
});
