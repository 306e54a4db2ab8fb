import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBudgets } from '../../src/budget/grammar.js';
import type { UsageSource } from '../../src/budget/usage.js';
import { type BudgetReport, usageAmounts } from '../../src/report/budget-report.js';
import { placeOf } from '../../src/report/place.js';
import { BudgetWatch } from '../../src/sampler/budget-watch.js';
import { HOUR, INTERVAL_BYTES, replay, type ScriptedSample } from '../support/scripted-heap.js';
import { estimateOf, frameAt } from '../support/site-estimates.js';

const FILL = frameAt('fill', '/app/src/cache.js', 17);

const secondsOf = (date: string): number => Date.parse(date) / 1000;
const START = { nowSeconds: 0, spanSeconds: HOUR, secondsOf, warn: () => undefined };

/** Evaluates budgets on a heap of so many bytes, a minute apart from 1970 on. */
class Watched {
  readonly warnings: string[] = [];
  readonly #watch: BudgetWatch;
  #seconds = 0;

  constructor(budgets: string, before?: { readonly previous: readonly BudgetReport[]; readonly seconds: number }) {
    this.#watch = new BudgetWatch(parseBudgets(budgets, 'budgets'), {
      ...START,
      previous: before?.previous,
      warn: (text) => {
        this.warnings.push(text);
      },
    });
    this.#seconds = before?.seconds ?? 0;
  }

  evaluate(
    heapUsedBytes: number,
    { estimate, run = 'one' }: Pick<UsageSource, 'estimate'> & { readonly run?: string } = {
      estimate: estimateOf([{ site: FILL, retained: 3 }]),
    },
  ): BudgetReport[] {
    this.#seconds += 60;
    const levels = { heapUsedBytes, heapLimitBytes: 1000, rssBytes: 5000, externalBytes: 0, memoryLimitBytes: 10_000 };
    return this.#watch.evaluate(
      { levels, estimate, intervalBytes: INTERVAL_BYTES, run },
      this.#seconds,
      (seconds) => new Date(seconds * 1000),
    );
  }

  /** Evaluates the first budget, and gives its state alone. */
  state(heapUsedBytes: number): string {
    const [{ state, since, violations } = assert.fail()] = this.evaluate(heapUsedBytes);
    return `${state} since ${since.slice(11, 16)}, ${violations}`;
  }
}

/** Gives what is used of a budget, in whichever unit it has. */
function usageOf(budget: BudgetReport | undefined): number | null {
  return usageAmounts(budget ?? assert.fail()).usage;
}

describe('a budget from report to report', () => {
  it('a budget goes on from what another sampler has last reported of it', () => {
    const budget = 'heap=80% for 2min';
    const first = new Watched(budget);
    for (const used of [801, 801, 801]) first.evaluate(used);
    const second = new Watched(budget, { previous: first.evaluate(801), seconds: 240 });
    assert.equal(second.state(801), 'firing since 00:03, 1');
    assert.equal(second.evaluate(801)[0]?.isNotified, true);
    assert.equal(second.state(100), 'ok since 00:07, 1');
    const pending = new Watched(budget, { previous: new Watched(budget).evaluate(801), seconds: 60 });
    assert.deepEqual(
      [801, 801].map((used) => pending.state(used)),
      ['pending since 00:01, 0', 'firing since 00:03, 1'],
    );
  });

  it('a budget on sampled memory is not within its limit because the profiler was started again', () => {
    const retained = (count: number, run: string): Parameters<Watched['evaluate']>[1] => ({
      estimate: estimateOf([{ site: FILL, retained: count }]),
      run,
    });
    const watched = new Watched(`retained=${2 * INTERVAL_BYTES} for 0s`);
    const stateAfter = (count: number, run: string): string => {
      const [budget = assert.fail()] = watched.evaluate(0, retained(count, run));
      return `${budget.state} ${usageOf(budget) === null ? 'unknown' : 'known'}`;
    };
    assert.equal(stateAfter(30, 'one'), 'firing known');
    // The second run knows nothing of what is there; a third one soon sees as much again, and then less.
    assert.equal(stateAfter(0, 'two'), 'firing unknown');
    assert.equal(stateAfter(0, 'two'), 'firing unknown');
    assert.equal(stateAfter(0, 'three'), 'firing unknown');
    assert.equal(stateAfter(30, 'three'), 'firing known');
    assert.equal(stateAfter(0, 'three'), 'ok known');
  });

  it('a budget that a new run of the profiler sees little of is within its limit after four spans', () => {
    const watched = new Watched(`retained=${2 * INTERVAL_BYTES} for 0s`);
    watched.evaluate(0, { estimate: estimateOf([{ site: FILL, retained: 30 }]), run: 'one' });
    const none = { estimate: estimateOf([{ site: FILL, retained: 0 }]), run: 'two' };
    const states = Array.from({ length: 242 }, () => watched.evaluate(0, none)[0]?.state);
    assert.equal(states.indexOf('ok'), 240);
  });

  it('a budget is pending, fires, and is within its limit again below what clears it, with the time of each change', () => {
    const watched = new Watched('heap=80% for 2min clear 50% repeat 6min');
    const states = [700, 801, 900, 801, 700, 501, 500, 801, 801, 801, 801].map((used) => watched.state(used));
    assert.deepEqual(states, [
      'ok since 00:00, 0',
      'pending since 00:02, 0',
      'pending since 00:02, 0',
      'firing since 00:04, 1',
      'firing since 00:04, 1',
      'firing since 00:04, 1',
      'ok since 00:07, 1',
      'pending since 00:08, 1',
      'pending since 00:08, 1',
      'firing since 00:10, 2',
      'firing since 00:10, 2',
    ]);
  });

  it('a budget is reported with its name, limit, usage, state, severity and sites, in its own unit', () => {
    const watched = new Watched('heap=80% for 0 severity critical as share; retained=1KB/s; rss=9KB');
    assert.deepEqual(watched.evaluate(900), [
      {
        name: 'share',
        kind: 'size',
        limitBytes: 800,
        usageBytes: 900,
        state: 'firing',
        isNotified: true,
        since: '1970-01-01T00:01:00.000Z',
        severity: 'critical',
        violations: 1,
        matches: null,
        topSites: [{ ...placeOf(FILL), retainedBytes: 3 * INTERVAL_BYTES }],
      },
      {
        name: 'retained',
        kind: 'rate',
        limitBytesPerSecond: 1000,
        // No sample came, so the lower bound lies below zero.
        usageBytesPerSecond: usageOf(watched.evaluate(900)[1]),
        state: 'ok',
        isNotified: false,
        since: '1970-01-01T00:00:00.000Z',
        severity: 'warning',
        violations: 0,
        matches: null,
        topSites: [],
      },
      {
        name: 'rss',
        kind: 'size',
        limitBytes: 9000,
        usageBytes: 5000,
        state: 'ok',
        isNotified: false,
        since: '1970-01-01T00:00:00.000Z',
        severity: 'warning',
        violations: 0,
        matches: null,
        topSites: [],
      },
    ]);
  });

  it('a budget names sites while it is pending, and none while it is within its limit', () => {
    const watched = new Watched('heap=80%');
    const named = [900, 700].map((used) => watched.evaluate(used)[0]?.topSites.map(({ function: name }) => name));
    assert.deepEqual(named, [['fill'], []]);
  });

  it('a budget stays as it was while its usage is unknown, and reports that', () => {
    const watched = new Watched('retained=2KB for 0');
    const [[known], [unknown], [again]] = [
      watched.evaluate(0),
      watched.evaluate(0, { estimate: undefined }),
      watched.evaluate(0),
    ];
    assert.deepEqual([known?.state, usageOf(known)], ['firing', 3000]);
    assert.deepEqual([unknown?.state, usageOf(unknown), unknown?.topSites], ['firing', null, []]);
    assert.deepEqual(again, known);
  });

  it('each budget is followed by itself', () => {
    const watched = new Watched('heap=80% for 0 as a; heap=90% for 0 as b; heap=10% for 0 as c clear 10%');
    const states = [850, 950, 100].map((used) => watched.evaluate(used).map(({ state }) => state));
    assert.deepEqual(states, [
      ['firing', 'ok', 'firing'],
      ['firing', 'firing', 'firing'],
      ['ok', 'ok', 'ok'],
    ]);
  });

  it('a watch without budgets reports none', () => {
    assert.deepEqual(new Watched('').evaluate(1), []);
  });
});

describe('a budget on the growth of a scripted leak', () => {
  it('the usage is unknown at first, the budget fires while the site leaks, and is within its limit when that is over', () => {
    const script: ScriptedSample[] = Array.from({ length: 2 * HOUR }, (_, n) => ({
      site: 'leak',
      birthSeconds: n,
      deathSeconds: Infinity,
    }));
    const watch = new BudgetWatch(parseBudgets('site:leak=500/s for 10min repeat 0', 'budgets'), START);
    const states: string[] = [];
    replay(script, { untilSeconds: 6 * HOUR }, ({ seconds, estimate }) => {
      const levels = { heapUsedBytes: 0, heapLimitBytes: 1, rssBytes: 0, externalBytes: 0, memoryLimitBytes: 1 };
      const dateOf = (at: number): Date => new Date(at * 1000);
      const [budget = assert.fail()] = watch.evaluate(
        { levels, estimate, intervalBytes: INTERVAL_BYTES, run: 'one' },
        seconds,
        dateOf,
      );
      const text = usageOf(budget) === null ? 'unknown' : budget.state;
      if (text !== states.at(-1)) states.push(text);
    });
    assert.deepEqual(states, ['unknown', 'pending', 'firing', 'ok']);
  });
});

describe('a budget whose pattern matches nothing', () => {
  const WRONG = 'site:src/cahce/**=1KiB as cache';

  it('a pattern that matches nothing for forty reports is said once', () => {
    const watched = new Watched(WRONG);
    for (let n = 0; n < 39; n += 1) watched.evaluate(0);
    assert.deepEqual(watched.warnings, []);
    for (let n = 0; n < 100; n += 1) watched.evaluate(0);
    assert.deepEqual(watched.warnings, [
      'budget cache: the pattern "src/cahce/**" has matched no site in 40 reports; ' +
        'check it against the sites in /report, where a site appears once it holds some samples',
    ]);
  });

  it('a pattern that has matched once is not said to match nothing', () => {
    const watched = new Watched('site:fill=1KiB');
    watched.evaluate(0);
    for (let n = 0; n < 100; n += 1) watched.evaluate(0, { estimate: estimateOf([]) });
    assert.deepEqual(watched.warnings, []);
    const next = new Watched('site:fill=1KiB', { previous: new Watched('site:fill=1KiB').evaluate(0), seconds: 60 });
    for (let n = 0; n < 100; n += 1) next.evaluate(0, { estimate: estimateOf([]) });
    assert.deepEqual(next.warnings, [], 'nor by the sampler that is started next');
  });

  it('nothing is said while there is no profile, nor of a size of the process', () => {
    const watched = new Watched(`${WRONG}; heap=80%; retained=1GiB`);
    for (let n = 0; n < 100; n += 1) watched.evaluate(0, { estimate: undefined });
    assert.deepEqual(watched.warnings, []);
  });

  it('a report has the number of sites that each pattern matches, and null for a size of the process', () => {
    const watched = new Watched(`${WRONG}; site:fill=1KiB; heap=80%`);
    const matches = (source?: Pick<UsageSource, 'estimate'>): unknown =>
      watched.evaluate(0, source).map((budget) => budget.matches);
    assert.deepEqual(matches(), [0, 1, null]);
    assert.deepEqual(matches({ estimate: undefined }), [null, null, null]);
  });
});
