import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ActiveAlert } from '../../src/publish/active-alerts.js';
import { AlertChanges, type Moment } from '../../src/publish/alert-changes.js';

const START = Date.parse('2026-01-02T03:00:00.000Z');
const EXPIRY = '2026-01-02T05:00:00.000Z';

function alert(name: string, startsAt = '2026-01-02T03:00:00.000Z'): ActiveAlert {
  return { labels: { alertname: name }, annotations: {}, startsAt };
}

/** A moment so many seconds after the start, by both clocks. */
function after(seconds: number): Moment {
  return { calendarMilliseconds: START + seconds * 1000, monotonicSeconds: seconds };
}

/** What would be posted now: each alert's name with its begin and end. */
function taken(changes: AlertChanges): string[] {
  return changes
    .take(Date.parse(EXPIRY))
    .alerts.map(({ labels, startsAt, endsAt }) =>
      [labels['alertname'], startsAt.slice(11, 19), endsAt.slice(11, 19)].join(' '),
    );
}

describe('the changes of alerts', () => {
  it('an alert that begins or ends is a change, one that stays is none', () => {
    const changes = new AlertChanges();
    const isChanged = [[], [alert('a')], [alert('a')], [alert('a'), alert('b')], [alert('b')], [], []].map(
      (active, minute) => changes.update(active, after(60 * minute)),
    );
    assert.deepEqual(isChanged, [false, true, false, true, true, true, false]);
  });

  it('an active alert ends when it expires, one that is over when it ended', () => {
    const changes = new AlertChanges();
    changes.update([alert('a'), alert('b')], after(0));
    changes.update([alert('a')], after(60));
    assert.deepEqual(taken(changes), ['a 03:00:00 05:00:00', 'b 03:00:00 03:01:00']);
  });

  it('an alert begins when it was first seen, whatever is said of it later', () => {
    const changes = new AlertChanges();
    changes.update([alert('a')], after(0));
    changes.update([alert('a', '2026-01-02T03:30:00.000Z')], after(60));
    assert.deepEqual(taken(changes), ['a 03:00:00 05:00:00']);
  });

  it('an end is taken again until it is delivered', () => {
    const changes = new AlertChanges();
    changes.update([alert('a')], after(0));
    changes.update([], after(60));
    const [first, second] = [changes.take(0), changes.take(0)];
    assert.deepEqual([first.alerts.length, second.alerts.length, changes.isEmpty], [1, 1, false]);
    second.delivered();
    assert.ok(changes.isEmpty);
  });

  it('an end that comes while an earlier one of the same alert is delivered is not lost', () => {
    const changes = new AlertChanges();
    changes.update([alert('a')], after(0));
    changes.update([], after(60));
    const { delivered } = changes.take(0);
    changes.update([alert('a')], after(120));
    changes.update([], after(180));
    delivered();
    assert.deepEqual(taken(changes), ['a 03:00:00 03:03:00']);
  });

  it('old ends are dropped after a quarter of an hour', () => {
    const changes = new AlertChanges();
    changes.update([alert('a')], after(0));
    changes.update([], after(60));
    changes.dropOldEnds(960);
    assert.ok(!changes.isEmpty);
    changes.dropOldEnds(961);
    assert.ok(changes.isEmpty);
  });

  it('no alert begins after its end, as by a calendar that was set back', () => {
    const changes = new AlertChanges();
    changes.update([alert('a', '2026-01-02T04:00:00.000Z')], after(0));
    changes.update([], after(60));
    assert.deepEqual(taken(changes), ['a 03:01:00 03:01:00']);
  });
});
