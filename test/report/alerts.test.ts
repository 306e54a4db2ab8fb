import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Alert, alertsBetween, type LeakEvent, monitoringEnded } from '../../src/report/alerts.js';
import type { BudgetReport, Report, SuspectReport } from '../../src/report/report.js';
import { sampleBudget, sampleReport, sampleSuspect } from '../support/sample-report.js';

const FIRST = sampleSuspect({ site: 'first' });
const SECOND = sampleSuspect({ site: 'second' });

function reportWith(...suspects: SuspectReport[]): Report {
  return sampleReport({ suspects, budgets: [], time: `2026-01-02T03:04:0${suspects.length}.000Z` });
}

function leakEvents(before: Report | undefined, after: Report): LeakEvent[] {
  return alertsBetween(before, after).filter((alert) => alert.kind === 'leak');
}

describe('leak events', () => {
  it('are none while the suspects stay the same', () => {
    assert.deepEqual(leakEvents(reportWith(), reportWith()), []);
    assert.deepEqual(leakEvents(undefined, reportWith()), []);
    assert.deepEqual(leakEvents(reportWith(FIRST, SECOND), reportWith(SECOND, FIRST)), []);
  });

  it('tell of a suspect when it appears, with the time of its report', () => {
    const report = reportWith(FIRST);
    assert.deepEqual(leakEvents(reportWith(), report), [
      {
        kind: 'leak',
        type: 'suspected',
        time: report.time,
        severity: 'warning',
        message: 'first leaks at least +1.12 KiB/s; 3.00 MiB retained, since 2026-01-02T01:02:03.456Z or earlier',
        suspect: FIRST,
      },
    ]);
  });

  it('tell of one that is in the very first report', () => {
    assert.deepEqual(
      leakEvents(undefined, reportWith(FIRST)).map(({ type }) => type),
      ['suspected'],
    );
  });

  it('tell of a suspect when it is over, as it was last seen', () => {
    const report = reportWith();
    assert.deepEqual(leakEvents(reportWith(FIRST), report), [
      {
        kind: 'leak',
        type: 'resolved',
        time: report.time,
        severity: 'info',
        message: 'first leaks no more',
        suspect: FIRST,
      },
    ]);
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

describe('budget events', () => {
  const budgetsOf = (...states: Array<BudgetReport['state']>): Report =>
    sampleReport({
      suspects: [],
      budgets: states.map((state, n) =>
        sampleBudget({ name: `b${n}`, state, isNotified: state === 'firing', topSites: state === 'ok' ? [] : TOP }),
      ),
    });
  const TOP = sampleBudget().topSites;
  const told = (before: Report | undefined, after: Report): string[] =>
    alertsBetween(before, after).map((alert) => (alert.kind === 'budget' ? `${alert.type} ${alert.budget.name}` : ''));

  it('come when a budget begins to fire and when it is kept again', () => {
    assert.deepEqual(told(budgetsOf('ok', 'pending', 'firing'), budgetsOf('ok', 'firing', 'ok')), [
      'exceeded b1',
      'recovered b2',
    ]);
  });

  it('do not come while it is pending, or goes on firing', () => {
    assert.deepEqual(told(budgetsOf('ok', 'pending', 'firing'), budgetsOf('pending', 'ok', 'firing')), []);
  });

  it('do not come for a firing that is not told', () => {
    const untold = sampleReport({ suspects: [], budgets: [sampleBudget({ isNotified: false })] });
    assert.deepEqual(alertsBetween(undefined, untold), []);
    assert.deepEqual(alertsBetween(untold, sampleReport({ suspects: [], budgets: [] })), []);
  });

  it('come for one that fires in the very first report', () => {
    assert.deepEqual(told(undefined, budgetsOf('firing', 'pending')), ['exceeded b0']);
  });

  it('say how much is used of what, where most of it is, and how urgent that is', () => {
    const [exceeded] = alertsBetween(budgetsOf('ok'), budgetsOf('firing'));
    assert.equal(exceeded?.severity, 'critical');
    assert.equal(
      exceeded.message,
      'budget b0 is exceeded: 19.1 MiB of 15.3 MiB; most in MemoryStore.set express-session/session/memory.js:121, 2.96 MiB retained',
    );
  });

  it('say of a rate that it is one', () => {
    const [exceeded] = alertsBetween(
      undefined,
      sampleReport({ suspects: [], budgets: [sampleBudget({ per: 'second', topSites: [] })] }),
    );
    assert.equal(exceeded?.message, 'budget heap is exceeded: +19.1 MiB/s of +15.3 MiB/s');
  });

  it('name the sites it was broken by when it is over', () => {
    const [recovered] = alertsBetween(budgetsOf('firing'), budgetsOf('ok'));
    assert.ok(recovered?.kind === 'budget');
    assert.equal(recovered.severity, 'info');
    assert.deepEqual(recovered.topSites, TOP);
  });
});

describe('sampler events', () => {
  const sampler = (unavailable: string | null, failuresInARow = 0): Report =>
    sampleReport({ suspects: [], budgets: [], source: { unavailable }, sampler: { failuresInARow } });
  const reasons = (before: Report | undefined, after: Report): string[] =>
    alertsBetween(before, after).map((alert: Alert) => (alert.kind === 'sampler' ? alert.reason : alert.kind));

  it('come when sites become unavailable, once', () => {
    assert.deepEqual(reasons(sampler(null), sampler('busy')), ['sites are unavailable: busy']);
    assert.deepEqual(reasons(undefined, sampler('busy')), ['sites are unavailable: busy']);
    assert.deepEqual(reasons(sampler('busy'), sampler('no thread')), []);
    assert.deepEqual(reasons(sampler('busy'), sampler(null)), []);
  });

  it('come when the third read in a row has failed', () => {
    assert.deepEqual(reasons(sampler(null, 1), sampler(null, 2)), []);
    assert.deepEqual(reasons(sampler(null, 2), sampler(null, 3)), ['3 reads in a row have failed']);
    assert.deepEqual(reasons(sampler(null, 3), sampler(null, 4)), []);
  });

  it('tell when monitoring has ended', () => {
    const { kind, severity, message } = monitoringEnded('the thread died', '2026-01-02T03:04:05.000Z');
    assert.deepEqual([kind, severity, message], ['sampler', 'warning', 'monitoring has ended: the thread died']);
  });
});
