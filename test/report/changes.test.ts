import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert, LeakEvent } from '../../src/report/alerts.js';
import type { BudgetReport } from '../../src/report/budget-report.js';
import { alertsBetween, monitoringEnded, placesFound } from '../../src/report/changes.js';
import type { Report, SuspectPart, SuspectReport } from '../../src/report/report.js';
import { sampleBudget, sampleRateBudget, sampleReport, sampleSuspect } from '../support/sample-report.js';

const FIRST = suspectAt('first');
const SECOND = suspectAt('second');

/** A leak that was found where it is, and whose memory is all allocated there. */
function suspectAt(site: string, overrides: Partial<SuspectReport> = {}): SuspectReport {
  return sampleSuspect({ id: site, site, parts: [partAt(site, 1)], ...overrides });
}

function partAt(site: string, share: number): SuspectPart {
  return { site, function: site, file: `/app/${site}.js`, line: 1, package: null, share };
}

function reportWith(...suspects: SuspectReport[]): Report {
  return sampleReport({ suspects, budgets: [], time: `2026-01-02T03:04:0${suspects.length}.000Z` });
}

function leakEvents(before: Report | undefined, after: Report): LeakEvent[] {
  return alertsBetween(before, after).filter((alert) => alert.kind === 'leak');
}

describe('leak events', () => {
  it('no leak event comes while the suspects stay the same', () => {
    assert.deepEqual(leakEvents(reportWith(), reportWith()), []);
    assert.deepEqual(leakEvents(undefined, reportWith()), []);
    assert.deepEqual(leakEvents(reportWith(FIRST, SECOND), reportWith(SECOND, FIRST)), []);
  });

  it('a suspect that appears gives an event with the time of its report', () => {
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

  it('a suspect of the very first report gives an event', () => {
    assert.deepEqual(
      leakEvents(undefined, reportWith(FIRST)).map(({ type }) => type),
      ['suspected'],
    );
  });

  it('a suspect that is over gives an event that has it as it was last seen', () => {
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

  it('a leak that comes again too soon to be notified gives no event, neither as it comes nor as it ends', () => {
    const unnotified = { ...FIRST, isNotified: false };
    assert.deepEqual(leakEvents(reportWith(), reportWith(unnotified)), []);
    assert.deepEqual(leakEvents(reportWith(unnotified), reportWith()), []);
    assert.deepEqual(
      leakEvents(reportWith(unnotified), reportWith(FIRST)).map(({ type }) => type),
      ['suspected'],
    );
  });

  it('the same suspect with other numbers gives no event', () => {
    const later = { ...FIRST, bytesPerSecond: 9, retainedBytes: 99, since: '2026-01-01T00:00:00.000Z' };
    assert.deepEqual(leakEvents(reportWith(FIRST), reportWith(later)), []);
  });

  it('a suspect that appears and one that is over give an event each', () => {
    const events = leakEvents(reportWith(FIRST), reportWith(SECOND));
    assert.deepEqual(
      events.map(({ type, suspect }) => `${type} ${suspect.site}`),
      ['suspected second', 'resolved first'],
    );
  });

  it('a site and a component of the same name are two suspects', () => {
    const external = suspectAt('first', { component: 'external' });
    assert.deepEqual(
      leakEvents(reportWith(FIRST), reportWith(FIRST, external)).map(({ suspect }) => suspect.component),
      ['external'],
    );
  });
});

describe('a leak whose place becomes better known', () => {
  const inner = suspectAt('inner', { id: 'first' });

  it('a leak that is found in another place gives no event, and one sentence', () => {
    assert.deepEqual(leakEvents(reportWith(FIRST), reportWith(inner)), []);
    assert.deepEqual(placesFound(reportWith(FIRST), reportWith(inner)), [
      'the leak that was reported in first is in inner',
    ]);
    assert.deepEqual(placesFound(reportWith(inner), reportWith(inner)), []);
  });

  it('the sentence on a better place names the function that allocates, where that is another', () => {
    const elsewhere = { ...inner, parts: [partAt('copy', 0.6), partAt('inner', 0.4)] };
    assert.deepEqual(placesFound(reportWith(FIRST), reportWith(elsewhere)), [
      'the leak that was reported in first is in inner; its largest part is allocated in copy',
    ]);
  });

  it('a leak that stays where it is gives a sentence once it is known exactly that others allocate, and not before', () => {
    const guessed = suspectAt('first', { parts: [partAt('copy', 1)], exact: false });
    const exact = { ...guessed, exact: true };
    assert.deepEqual(placesFound(reportWith({ ...FIRST, exact: false }), reportWith(guessed)), []);
    assert.deepEqual(placesFound(reportWith(guessed), reportWith(exact)), [
      'the largest part of the leak in first is allocated in copy',
    ]);
    assert.deepEqual(placesFound(reportWith({ ...FIRST, exact: false }), reportWith(FIRST)), []);
  });

  it('a leak whose place is not known exactly may be named otherwise at any time, and no sentence says so', () => {
    const elsewhere = { ...inner, exact: false };
    assert.deepEqual(placesFound(reportWith(FIRST), reportWith(elsewhere)), []);
    assert.deepEqual(placesFound(reportWith(elsewhere), reportWith(FIRST)), [
      'the leak that was reported in inner is in first',
    ]);
  });

  it('a leak that appears or is over has no sentence on its place besides its event', () => {
    assert.deepEqual(placesFound(undefined, reportWith(inner)), []);
    assert.deepEqual(placesFound(reportWith(FIRST), reportWith(SECOND)), []);
  });
});

describe('the sentence on a leak', () => {
  const sentence = (suspect: SuspectReport): string | undefined =>
    leakEvents(undefined, reportWith(suspect))[0]?.message.split(';')[0];

  it('the sentence on a leak adds the function that allocates most of it, with its share', () => {
    const suspect = suspectAt('labels', { parts: [partAt('createBaseValues', 0.62), partAt('hash', 0.38)] });
    assert.equal(sentence(suspect), 'labels leaks at least +1.12 KiB/s, 62% of it allocated in createBaseValues');
  });

  it('the sentence on a leak adds nothing where the suspect itself allocates most, and nothing for a component', () => {
    assert.equal(sentence(FIRST), 'first leaks at least +1.12 KiB/s');
    const mostly = suspectAt('first', { parts: [partAt('first', 0.8), partAt('hash', 0.2)] });
    assert.equal(sentence(mostly), 'first leaks at least +1.12 KiB/s');
    const external = suspectAt('(external memory)', { component: 'external', parts: [] });
    assert.equal(sentence(external), '(external memory) leaks at least +1.12 KiB/s');
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
  const events = (before: Report | undefined, after: Report): string[] =>
    alertsBetween(before, after).map((alert) => (alert.kind === 'budget' ? `${alert.type} ${alert.budget.name}` : ''));

  it('a budget gives an event when it begins to fire and when it is within its limit again', () => {
    assert.deepEqual(events(budgetsOf('ok', 'pending', 'firing'), budgetsOf('ok', 'firing', 'ok')), [
      'exceeded b1',
      'recovered b2',
    ]);
  });

  it('a budget gives no event while it is pending or goes on firing', () => {
    assert.deepEqual(events(budgetsOf('ok', 'pending', 'firing'), budgetsOf('pending', 'ok', 'firing')), []);
  });

  it('a firing that is not notified gives no event, nor does its end', () => {
    const silent = sampleReport({ suspects: [], budgets: [sampleBudget({ isNotified: false })] });
    assert.deepEqual(alertsBetween(undefined, silent), []);
    assert.deepEqual(alertsBetween(silent, sampleReport({ suspects: [], budgets: [] })), []);
  });

  it('a budget that fires in the very first report gives an event', () => {
    assert.deepEqual(events(undefined, budgetsOf('firing', 'pending')), ['exceeded b0']);
  });

  it('the event of an exceeded budget says how much is used of what, where most of it is, and how urgent that is', () => {
    const [exceeded] = alertsBetween(budgetsOf('ok'), budgetsOf('firing'));
    assert.equal(exceeded?.severity, 'critical');
    assert.equal(
      exceeded.message,
      'budget b0 is exceeded: 19.1 MiB of 15.3 MiB; most in MemoryStore.set express-session/session/memory.js:121, 2.96 MiB retained',
    );
  });

  it('the event of a budget on growth gives rates', () => {
    const [exceeded] = alertsBetween(
      undefined,
      sampleReport({ suspects: [], budgets: [sampleRateBudget({ topSites: [] })] }),
    );
    assert.equal(exceeded?.message, 'budget heap is exceeded: +19.5 KiB/s of +15.6 KiB/s');
  });

  it('the event of a budget within its limit again names the sites that had exceeded it', () => {
    const [recovered] = alertsBetween(budgetsOf('firing'), budgetsOf('ok'));
    assert.ok(recovered?.kind === 'budget');
    assert.equal(recovered.severity, 'info');
    assert.deepEqual(recovered.topSites, TOP);
  });
});

describe('sampler events', () => {
  const sampler = (unavailable: string | undefined, failuresInARow = 0): Report =>
    sampleReport({ suspects: [], budgets: [], unavailable, sampler: { failuresInARow } });
  const reasons = (before: Report | undefined, after: Report): string[] =>
    alertsBetween(before, after).map((alert: Alert) => (alert.kind === 'sampler' ? alert.reason : alert.kind));

  it('sites that become unavailable give one event', () => {
    assert.deepEqual(reasons(sampler(undefined), sampler('busy')), ['sites are unavailable: busy']);
    assert.deepEqual(reasons(undefined, sampler('busy')), ['sites are unavailable: busy']);
    assert.deepEqual(reasons(sampler('busy'), sampler('no thread')), []);
  });

  it('the end of a trouble gives an event that says what it was', () => {
    const [recovered, ...others] = alertsBetween(sampler('busy'), sampler(undefined));
    assert.ok(recovered?.kind === 'sampler' && others.length === 0);
    assert.deepEqual([recovered.type, recovered.severity], ['recovered', 'info']);
    assert.equal(recovered.message, 'the sampler works fully again; until now: sites are unavailable: busy');
  });

  it('a trouble that gives way to another one gives an event of the other', () => {
    assert.deepEqual(reasons(sampler('busy'), sampler(undefined, 3)), ['3 reads in a row have failed: no answer']);
  });

  it('pauses that are too long even at the longest period give an event', () => {
    const paused = sampleReport({
      suspects: [],
      budgets: [],
      sampler: { failuresInARow: 0, isPeriodCapped: true, lastPauseSeconds: 3, periodSeconds: 600 },
    });
    assert.deepEqual(reasons(undefined, paused), [
      'a read pauses the application for 3 s, more than maxPauseRatio allows even at the longest period of 10 min',
    ]);
  });

  it('a thread that does not answer gives one event however long it lasts, and one when it answers', () => {
    const since = '2026-01-02T03:03:00.000Z';
    const silent = sampleReport({
      suspects: [],
      budgets: [],
      sampler: { failuresInARow: 0, notAnsweringSince: since },
    });
    const sentence = `the application's thread has not answered since ${since}: it is in a system call such as execSync, or in native code`;
    assert.deepEqual(reasons(sampler(undefined), silent), [sentence]);
    assert.deepEqual(reasons(silent, silent), []);
    const [recovered] = alertsBetween(silent, sampler(undefined));
    assert.ok(recovered?.kind === 'sampler');
    assert.deepEqual([recovered.type, recovered.reason], ['recovered', sentence]);
  });

  it('the third read in a row that fails gives one event', () => {
    assert.deepEqual(reasons(sampler(undefined, 1), sampler(undefined, 2)), []);
    assert.deepEqual(reasons(sampler(undefined, 2), sampler(undefined, 3)), [
      '3 reads in a row have failed: no answer',
    ]);
    assert.deepEqual(reasons(sampler(undefined, 3), sampler(undefined, 4)), []);
  });

  it('the end of the monitoring is an alert of the sampler', () => {
    const { kind, severity, message } = monitoringEnded('the thread died', '2026-01-02T03:04:05.000Z');
    assert.deepEqual([kind, severity, message], ['sampler', 'warning', 'monitoring has ended: the thread died']);
  });
});
