import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiteEstimates, SiteEstimate } from '../../src/growth/sample-lifetimes.js';
import type { GrowthEstimate, LeakEvidence } from '../../src/growth/site-series.js';
import type { SiteState } from '../../src/growth/verdict.js';
import { MAIN_THREAD } from '../../src/report/report.js';
import { type HeapEstimates, reportSites, type SitesSummary } from '../../src/sampler/site-reports.js';
import { emptyTally, type Tally } from '../../src/snapshot/estimate.js';
import { randomFrom } from '../support/random.js';
import { tallyOf } from '../support/tallies.js';

const INTERVAL = 1000;

/** The estimate of all sites together, which is not used here: the report adds up the sites itself. */
const NO_GROWTH: GrowthEstimate = { births: emptyTally(), deaths: emptyTally(), state: 'steady', leak: undefined };

const LEAK: LeakEvidence = {
  sinceSeconds: 10,
  reason: 'lasting',
  from: { number: 0, seconds: 10, column: 0 },
  seconds: 3600,
  births: tallyOf(40, INTERVAL),
  deaths: emptyTally(),
  explained: null,
};

describe('the sites of a report', () => {
  it('a site has its place, its sizes, its samples and its state', () => {
    const site = { site: 'f x.js:3', function: 'f', file: '/app/x.js', line: 3, package: 'x' };
    const place = { ...site, column: 7 };
    const { sites } = report([{ ...estimate('', {}), place, live: samples(9), retained: samples(5) }], 10);
    const [first] = sites;
    assert.ok(first !== undefined);
    const { growth, state, ...rest } = first;
    assert.deepEqual(rest, {
      ...site,
      thread: 'main',
      domain: 'heap',
      liveBytes: 9000,
      retainedBytes: 5000,
      samples: 9,
    });
    assert.deepEqual([growth?.windowSeconds, growth?.confidence, state], [60, 0.95, 'steady']);
  });

  it('a site grows by its births less its deaths over the window', () => {
    const [first] = report([estimate('a', { births: 40, deaths: 10 })], 10).sites;
    const growth = first?.growth ?? assert.fail();
    assert.equal(growth.bytesPerSecond, 500);
    assert.ok(growth.lower > 0 && growth.lower < 500 && growth.upper > 500);
  });

  it('a site is in the state that it was judged to be in', () => {
    for (const state of ['steady', 'growing', 'leaking', 'shrinking'] as const)
      assert.equal(report([estimate('a', { live: 1, state })], 10).sites[0]?.state, state);
  });

  it('a site is warming and has no growth while there is no window', () => {
    const sites = [estimate('a', { live: 3, births: 3 })];
    const [first] = reportSites([heapOf({ windowSeconds: null, sites, total: NO_GROWTH })], { topSites: 10 }).sites;
    assert.deepEqual([first?.growth, first?.state], [null, 'warming']);
  });

  it('the sites are listed from the largest to the smallest', () => {
    const summary = report([estimate('b', { live: 2 }), estimate('c', { live: 3 }), estimate('a', { live: 1 })], 10);
    assert.deepEqual(names(summary), ['c', 'b', 'a']);
  });

  it('no estimates give no sites, and sums of 0', () => {
    const sums = { currentBytes: 0, standardErrorBytes: 0, retainedBytes: 0 };
    assert.deepEqual(report([], 10), { sites: [], ...sums, threads: new Map() });
  });
});

describe('the places in a report', () => {
  it('half of the places go to the most significant growth, half to the largest sites', () => {
    const large = [90, 80, 70].map((live) => estimate(`large ${live}`, { live }));
    const growing = [60, 50, 40].map((births) => estimate(`grows ${births}`, { live: 1, births }));
    assert.deepEqual(names(report([...large, ...growing], 4)), [
      'large 90',
      'large 80',
      'grows 60',
      'grows 50',
      '(other)',
    ]);
  });

  it('a place goes to the most significant growth, not to the fastest', () => {
    const fast = estimate('fast', { live: 1, births: 100, deaths: 90 });
    const significant = estimate('significant', { live: 1, births: 9 });
    const large = estimate('large', { live: 5 });
    assert.deepEqual(names(report([fast, significant, large], 2)), ['large', 'significant', '(other)']);
  });

  it('the places go to the largest sites where too few grow significantly', () => {
    const sites = [4, 3, 2, 1].map((live) => estimate(`${live}`, { live, births: 1, deaths: 1 }));
    assert.deepEqual(names(report(sites, 3)), ['4', '3', '2', '(other)']);
  });

  it('a leaking site is listed, though others grow more significantly over the window', () => {
    const growing = [60, 50].map((births) => estimate(`grows ${births}`, { live: 2, births }));
    const leaking = estimate('leaks', { live: 1, state: 'leaking' });
    assert.deepEqual(names(report([...growing, leaking], 2)), ['grows 60', 'leaks', '(other)']);
  });

  it('a site that is large and grows takes one place', () => {
    const both = estimate('both', { live: 9, births: 9 });
    assert.deepEqual(names(report([both, estimate('next', { live: 5 }), estimate('last', {})], 2)), [
      'both',
      'next',
      '(other)',
    ]);
  });

  it('there is no (other) where the places suffice for all sites', () => {
    assert.deepEqual(names(report([estimate('a', { live: 2 }), estimate('b', { live: 1 })], 2)), ['a', 'b']);
  });
});

describe('(other)', () => {
  it('(other) is the sum of the unlisted sites, and stands last though it is the largest', () => {
    const sites = [estimate('a', { live: 10 })];
    for (let n = 0; n < 5; n += 1) sites.push(estimate(`${n}`, { live: 9, retained: 4, births: 2, deaths: 1 }));
    const other = report(sites, 1).sites.at(-1);
    assert.ok(other !== undefined);
    const { growth, ...rest } = other;
    assert.deepEqual(rest, {
      site: '(other)',
      thread: 'main',
      domain: 'heap',
      function: '(other)',
      file: '',
      line: 0,
      package: null,
      liveBytes: 45_000,
      retainedBytes: 20_000,
      samples: 45,
      state: 'steady',
    });
    assert.equal((growth?.bytesPerSecond ?? NaN) * 60, 5000);
  });
});

describe('the sites of several heaps', () => {
  const window = { windowSeconds: 60, total: NO_GROWTH };

  it('a site of several heaps of one kind of threads is one, with the sum of all and the growth of all', () => {
    const heaps = [
      heapOf({ ...window, sites: [estimate('a', { live: 9, births: 40, deaths: 10 })] }, 'worker:w.js'),
      heapOf({ ...window, windowSeconds: 30, sites: [estimate('a', { live: 7, births: 25 })] }, 'worker:w.js'),
    ];
    const [site, ...others] = reportSites(heaps, { topSites: 10 }).sites;
    assert.deepEqual(others, []);
    assert.deepEqual([site?.thread, site?.liveBytes, site?.samples], ['worker:w.js', 16_000, 16]);
    const { bytesPerSecond, lower, upper, windowSeconds } = site?.growth ?? assert.fail();
    assert.ok(Math.abs(bytesPerSecond - (30_000 / 60 + 25_000 / 30)) < 1e-9);
    assert.ok(lower > 0 && lower < bytesPerSecond && upper > bytesPerSecond);
    assert.equal(windowSeconds, 60);
  });

  it('a site of several heaps has the state that counts most', () => {
    for (const [states, expected] of [
      [['steady', 'leaking', 'growing'], 'leaking'],
      [['shrinking', 'growing'], 'growing'],
      [['steady', 'unconfirmed'], 'unconfirmed'],
      [['warming', 'steady'], 'steady'],
    ] as const) {
      const heaps = states.map((state) => heapOf({ ...window, sites: [estimate('a', { live: 1, state })] }));
      assert.equal(reportSites(heaps, { topSites: 10 }).sites[0]?.state, expected);
    }
  });

  it('the same function is a site of its own in each kind of threads, and each has its own rest', () => {
    const sites = [estimate('a', { live: 9 }), estimate('b', { live: 1 })];
    const heaps = [heapOf({ ...window, sites }), heapOf({ ...window, sites }, 'worker:w.js')];
    const summary = reportSites(heaps, { topSites: 2 });
    assert.deepEqual(
      summary.sites.map(({ thread, site }) => `${thread} ${site}`),
      ['main a', 'worker:w.js a', 'main (other)', 'worker:w.js (other)'],
    );
    assert.deepEqual(
      [...summary.threads].map(([thread, { currentBytes }]) => [thread, currentBytes]),
      [
        ['main', 10_000],
        ['worker:w.js', 10_000],
      ],
    );
    assert.equal(summary.currentBytes, 20_000);
  });
});

describe('the totals', () => {
  it('the totals have the standard error of independent samples', () => {
    const { standardErrorBytes } = report([estimate('a', { live: 9 }), estimate('b', { live: 16 })], 1);
    assert.equal(standardErrorBytes, 5 * INTERVAL);
  });

  for (let seed = 1; seed <= 20; seed += 1) {
    it(`the totals are the sums over all sites, whatever the estimates are, seed ${seed}`, () => {
      const { estimates, topSites } = randomEstimates(seed);
      const summary = reportSites([heapOf(estimates)], { topSites });
      assertSumsHold(summary, estimates);
      assertPlacesHold(summary, estimates, topSites);
    });
  }
});

function assertSumsHold(
  { sites, currentBytes, standardErrorBytes, retainedBytes }: SitesSummary,
  estimates: SiteEstimates,
): void {
  const all = estimates.sites;
  assert.equal(
    currentBytes,
    sum(all, ({ live }) => live.bytes),
  );
  assert.equal(
    retainedBytes,
    sum(all, ({ retained }) => retained.bytes),
  );
  const variance = sum(all, ({ live }) => live.variance);
  assert.ok(Math.abs(standardErrorBytes ** 2 - variance) <= 1e-9 * variance);
  assert.equal(
    sum(sites, ({ liveBytes }) => liveBytes),
    currentBytes,
  );
  assert.equal(
    sum(sites, (site) => site.retainedBytes),
    retainedBytes,
  );
  assert.equal(
    sum(sites, (site) => site.samples),
    sum(all, ({ live }) => live.samples),
  );
  const grown = sum(sites, ({ growth }) => (growth === null ? 0 : growth.bytesPerSecond * growth.windowSeconds));
  const expected = estimates.windowSeconds === null ? 0 : sum(all, ({ births, deaths }) => births.bytes - deaths.bytes);
  assert.ok(Math.abs(grown - expected) < 1e-3, `grown ${grown}, expected ${expected}`);
}

function assertPlacesHold({ sites }: SitesSummary, estimates: SiteEstimates, topSites: number): void {
  const isCut = estimates.sites.length > topSites;
  const listed = sites.filter(({ site }) => site !== '(other)');
  assert.equal(listed.length, Math.min(topSites, estimates.sites.length));
  assert.equal(new Set(listed.map(({ site }) => site)).size, listed.length);
  assert.deepEqual(
    sites.findIndex(({ site }) => site === '(other)'),
    isCut ? topSites : -1,
  );
  assert.deepEqual(
    listed.map(({ liveBytes }) => liveBytes),
    listed.map(({ liveBytes }) => liveBytes).sort((a, b) => b - a),
  );
  // No site that is left out is larger than those in the largest half of the places.
  const isListed = new Set(listed.map(({ site }) => site));
  const left = estimates.sites.filter(({ place }) => !isListed.has(place.site)).map(({ live }) => live.bytes);
  const half = listed[Math.floor(topSites / 2) - 1];
  if (half !== undefined) assert.ok(left.every((bytes) => bytes <= half.liveBytes));
}

function report(sites: readonly SiteEstimate[], topSites: number): SitesSummary {
  return reportSites([heapOf({ windowSeconds: 60, sites, total: NO_GROWTH })], { topSites });
}

function heapOf(estimates: SiteEstimates, thread = MAIN_THREAD): HeapEstimates {
  return { thread, estimates, intervalBytes: INTERVAL };
}

function names({ sites }: SitesSummary): string[] {
  return sites.map(({ site }) => site);
}

function estimate(
  name: string,
  {
    live = 0,
    retained = 0,
    births = 0,
    deaths = 0,
    state = 'steady',
  }: {
    live?: number;
    retained?: number;
    births?: number;
    deaths?: number;
    state?: SiteState;
  },
): SiteEstimate {
  return {
    place: { site: name, function: name, file: `/app/${name}.js`, line: 1, column: 0, package: null },
    live: samples(live),
    retained: samples(retained),
    births: samples(births),
    deaths: samples(deaths),
    ...(state === 'leaking' ? { state, leak: LEAK } : { state, leak: undefined }),
  };
}

/** Makes the tally of small objects: each sample stands for one interval. */
function samples(count: number): Tally {
  return tallyOf(count, INTERVAL);
}

function randomEstimates(seed: number): { estimates: SiteEstimates; topSites: number } {
  const random = randomFrom(seed);
  const upTo = (most: number): number => Math.floor(random.uniform() * (most + 1));
  const sites = Array.from({ length: upTo(40) }, (_, n) => {
    const live = upTo(random.uniform() < 0.2 ? 2000 : 20);
    const retained = upTo(live);
    return estimate(`site ${n}`, { live, retained, births: upTo(retained), deaths: upTo(10) });
  });
  const windowSeconds = random.uniform() < 0.2 ? null : 1 + upTo(600);
  return { estimates: { windowSeconds, sites, total: NO_GROWTH }, topSites: 1 + upTo(20) };
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
