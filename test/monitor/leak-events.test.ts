import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leakEvents } from '../../src/monitor/leak-events.js';
import type { Report, SuspectReport } from '../../src/monitor/report.js';
import { sampleReport, sampleSuspect } from '../support/sample-report.js';

const FIRST = sampleSuspect({ site: 'first' });
const SECOND = sampleSuspect({ site: 'second' });

function reportWith(...suspects: SuspectReport[]): Report {
  return sampleReport({ suspects, time: `2026-01-02T03:04:0${suspects.length}.000Z` });
}

describe('leak events', () => {
  it('are none while the suspects stay the same', () => {
    assert.deepEqual(leakEvents(reportWith(), reportWith()), []);
    assert.deepEqual(leakEvents(undefined, reportWith()), []);
    assert.deepEqual(leakEvents(reportWith(FIRST, SECOND), reportWith(SECOND, FIRST)), []);
  });

  it('tell of a suspect when it appears, with the time of its report', () => {
    const report = reportWith(FIRST);
    assert.deepEqual(leakEvents(reportWith(), report), [{ type: 'suspected', time: report.time, suspect: FIRST }]);
  });

  it('tell of one that is in the very first report', () => {
    assert.deepEqual(
      leakEvents(undefined, reportWith(FIRST)).map(({ type }) => type),
      ['suspected'],
    );
  });

  it('tell of a suspect when it is over, as it was last seen', () => {
    const report = reportWith();
    assert.deepEqual(leakEvents(reportWith(FIRST), report), [{ type: 'resolved', time: report.time, suspect: FIRST }]);
  });

  it('do not tell of the same suspect with other numbers', () => {
    const later = { ...FIRST, bytesPerSecond: 9, retainedBytes: 99, since: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(leakEvents(reportWith(FIRST), reportWith(later)), []);
  });

  it('tell of several at once', () => {
    const events = leakEvents(reportWith(FIRST), reportWith(SECOND));
    assert.deepEqual(
      events.map(({ type, suspect }) => `${type} ${suspect.site}`),
      ['suspected second', 'resolved first'],
    );
  });

  it('tell a site from a component of the same name', () => {
    const external = sampleSuspect({ component: 'external', site: 'first' });
    assert.deepEqual(
      leakEvents(reportWith(FIRST), reportWith(FIRST, external)).map(({ suspect }) => suspect.component),
      ['external'],
    );
  });
});
