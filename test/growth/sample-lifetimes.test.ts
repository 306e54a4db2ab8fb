import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type RenamedFrame,
  SampleLifetimes,
  type SiteEstimates,
  type SiteEstimate,
} from '../../src/growth/sample-lifetimes.js';
import type { Frame } from '../../src/snapshot/frame.js';
import type { MajorCollection } from '../../src/v8/collections.js';
import { INTERVAL_BYTES, profileOf, siteFrame, THRESHOLDS } from '../support/scripted-heap.js';
import { tallyOf } from '../support/tallies.js';

const CACHE: Frame = { site: 'cache', function: 'cache', file: '/srv/cache.js', line: 1, column: 0, package: null };
const QUEUE: Frame = { site: 'queue', function: 'queue', file: '/srv/queue.js', line: 1, column: 0, package: null };

/** Ordinals of the live samples of each site; every one stands for an interval unless a weight is given. */
interface Live {
  readonly cache?: readonly number[];
  readonly queue?: readonly number[];
  readonly weightBytes?: number;
}

/** Lifetimes on a clock: each read takes a tenth of a second, a collection runs half a second before its read. */
class Run {
  readonly #lifetimes = new SampleLifetimes({
    intervalBytes: INTERVAL_BYTES,
    startSeconds: 0,
    thresholds: { ...THRESHOLDS, spanSeconds: 60 },
  });
  #collection: MajorCollection | undefined;

  read(seconds: number, live: Live, renamed?: readonly RenamedFrame[]): 'continued' | 'restarted' {
    const { cache = [], queue = [], weightBytes = INTERVAL_BYTES } = live;
    const rows = (ordinals: readonly number[], node: number): Parameters<typeof profileOf>[0] =>
      ordinals.map((ordinal) => ({ node, ordinal, weightBytes }));
    const profile = profileOf([...rows(cache, 0), ...rows(queue, 1)], 2);
    const times = { startSeconds: seconds, endSeconds: seconds + 0.1 };
    const frames = [CACHE, QUEUE].map((frame) => renamed?.find(({ from }) => from === frame)?.to ?? frame);
    return this.#lifetimes.observe({ profile, frames, renamed, ...times }, this.#collection);
  }

  /** A read that a collection stands before. */
  collectAndRead(seconds: number, live: Live, renamed?: readonly RenamedFrame[]): 'continued' | 'restarted' {
    this.collect(seconds - 0.5);
    return this.read(seconds, live, renamed);
  }

  collect(startSeconds: number): void {
    this.#collection = { startSeconds, endSeconds: startSeconds + 0.2 };
  }

  estimate(): SiteEstimates {
    return this.#lifetimes.estimate();
  }

  site(name: string): SiteEstimate {
    const found = this.estimate().sites.find(({ place }) => place.site === name);
    assert.ok(found !== undefined, `no site ${name}`);
    return found;
  }
}

describe('live samples', () => {
  it('live samples are counted at their site with their weight and variance', () => {
    const run = new Run();
    run.read(1, { cache: [1, 2], queue: [3] });
    assert.deepEqual(run.site('cache').live, tallyOf(2, INTERVAL_BYTES));
    assert.deepEqual(run.site('queue').live, tallyOf(1, INTERVAL_BYTES));
  });

  it('live samples are the samples of the latest read', () => {
    const run = new Run();
    run.read(1, { cache: [1, 2] });
    run.read(2, { cache: [2, 3, 4] });
    assert.equal(run.site('cache').live.samples, 3);
  });

  it('live samples have no variance where they are many times as large as the interval', () => {
    const run = new Run();
    run.read(1, { cache: [1], weightBytes: 100 * INTERVAL_BYTES });
    assert.ok(run.site('cache').live.variance < 1e-20);
  });

  it('live samples take their site with them when the last of them goes', () => {
    const run = new Run();
    run.read(1, { cache: [1], queue: [2] });
    run.read(2, { queue: [2] });
    assert.deepEqual(
      run.estimate().sites.map(({ place }) => place),
      [QUEUE],
    );
  });
});

describe('retained samples', () => {
  it('retained samples do not exist before a collection', () => {
    const run = new Run();
    run.read(1, { cache: [1] });
    run.read(2, { cache: [1] });
    assert.equal(run.site('cache').retained.samples, 0);
  });

  it('retained samples are the samples seen before a collection began and still there after it', () => {
    const run = new Run();
    run.read(1, { cache: [1, 2] });
    run.collectAndRead(2, { cache: [1, 3] });
    assert.deepEqual(run.site('cache').retained, tallyOf(1, INTERVAL_BYTES));
    assert.equal(run.site('cache').live.samples, 2);
  });

  it('retained samples are not the samples first seen in a read that ended after the collection began', () => {
    const run = new Run();
    run.read(1, { cache: [1] });
    run.read(2, { cache: [1, 2] });
    run.collect(2.05);
    run.read(3, { cache: [1, 2] });
    assert.equal(run.site('cache').retained.samples, 1);
  });

  it('retained samples stay retained without another collection', () => {
    const run = new Run();
    run.read(1, { cache: [1] });
    run.collectAndRead(2, { cache: [1] });
    run.read(3, { cache: [1, 2] });
    assert.equal(run.site('cache').retained.samples, 1);
  });
});

describe('a function whose source map comes late', () => {
  const written: Frame = { ...CACHE, site: 'written', file: '/srv/cache.ts' };

  it('a function whose source map comes late takes its samples and what is known of them with it', () => {
    const run = new Run();
    run.collectAndRead(1, { cache: [1, 2], queue: [3] });
    run.collectAndRead(2, { cache: [1, 2], queue: [3] });
    run.collectAndRead(3, { cache: [1, 2, 4], queue: [3] }, [{ from: CACHE, to: written }]);
    assert.deepEqual(
      run
        .estimate()
        .sites.map(({ place }) => place.site)
        .sort(),
      ['queue', 'written'],
    );
    assert.equal(run.site('written').live.samples, 3);
    assert.equal(run.site('written').retained.samples, 2);
    assert.equal(run.site('queue').live.samples, 1);
  });

  it('a function whose source map comes late joins the one that it turns out to be', () => {
    const run = new Run();
    run.read(1, { cache: [1, 2], queue: [3] });
    run.read(2, { cache: [1, 2], queue: [3] }, [{ from: CACHE, to: QUEUE }]);
    assert.deepEqual(
      run.estimate().sites.map(({ place, live }) => [place.site, live.samples]),
      [['queue', 3]],
    );
  });
});

describe('the window of lifetimes', () => {
  it('the window of lifetimes does not exist before two checkpoints', () => {
    const run = new Run();
    assert.equal(run.estimate().windowSeconds, null);
    run.read(1, { cache: [1] });
    assert.equal(run.estimate().windowSeconds, null);
    run.collectAndRead(2, { cache: [1] });
    assert.equal(run.estimate().windowSeconds, null);
    assert.equal(run.site('cache').births.samples, 0);
  });

  it('the window of lifetimes is the time between the reads at two checkpoints', () => {
    const run = new Run();
    run.read(1, { cache: [1] });
    run.collectAndRead(11, { cache: [1] });
    run.collectAndRead(21, { cache: [1] });
    assert.equal(run.estimate().windowSeconds, 10);
  });
});

describe('births and deaths', () => {
  /** Two checkpoints, at seconds 1 and 11; samples 1 to 3 were there at the first. */
  function twoCheckpoints(atSecond: readonly number[], after: readonly number[]): Run {
    const run = new Run();
    run.read(1, { cache: [1, 2, 3] });
    run.collectAndRead(11, { cache: [1, 2, 3, ...atSecond] });
    run.collectAndRead(21, { cache: after });
    return run;
  }

  it('births and deaths are empty where everything survives', () => {
    const { births, deaths, retained } = twoCheckpoints([], [1, 2, 3]).site('cache');
    assert.equal(births.samples, 0);
    assert.equal(deaths.samples, 0);
    assert.equal(retained.samples, 3);
  });

  it('births are the samples that came within the window and were retained', () => {
    const { births, deaths } = twoCheckpoints([4, 5], [1, 2, 3, 4, 5]).site('cache');
    assert.deepEqual(births, tallyOf(2, INTERVAL_BYTES));
    assert.equal(deaths.samples, 0);
  });

  it('deaths are the samples that were retained when the window began and went', () => {
    const { births, deaths } = twoCheckpoints([], [1]).site('cache');
    assert.equal(births.samples, 0);
    assert.deepEqual(deaths, tallyOf(2, INTERVAL_BYTES));
  });

  it('births and deaths do not count a sample that came and went within the window', () => {
    const { births, deaths } = twoCheckpoints([4, 5], [1, 2, 3]).site('cache');
    assert.equal(births.samples, 0);
    assert.equal(deaths.samples, 0);
  });

  it('births and deaths do not count samples that no collection has passed, which may be garbage', () => {
    const { live, births } = twoCheckpoints([], [1, 2, 3, 4, 5, 6, 7, 8, 9]).site('cache');
    assert.equal(live.samples, 9);
    assert.equal(births.samples, 0);
  });

  it('births and deaths do not count garbage when further reads come without a collection', () => {
    const run = twoCheckpoints([], [1, 2, 3]);
    run.read(31, { cache: [1, 2, 3, 4, 5] });
    run.read(41, { cache: [1, 2, 3, 4, 5, 6] });
    assert.equal(run.site('cache').births.samples, 0);
  });

  it('a site that has lost its last sample is kept for as long as its deaths are in the window', () => {
    const run = twoCheckpoints([], []);
    assert.equal(run.site('cache').deaths.samples, 3);
    for (let seconds = 31; seconds < 100; seconds += 10) run.collectAndRead(seconds, { queue: [50] });
    assert.deepEqual(
      run.estimate().sites.map(({ place }) => place.site),
      ['queue'],
    );
  });

  it('births and deaths balance at every site what it retained at both ends of the window', () => {
    const run = new Run();
    run.read(1, { cache: [1, 2, 3, 4], queue: [5] });
    run.collectAndRead(11, { cache: [1, 2, 3, 4, 6], queue: [5, 7, 8, 9] });
    run.collectAndRead(21, { cache: [1, 6], queue: [5, 7, 8, 9, 10] });
    const [cache, queue] = [run.site('cache'), run.site('queue')];
    assert.equal(cache.births.bytes - cache.deaths.bytes, (2 - 4) * INTERVAL_BYTES);
    assert.equal(queue.births.bytes - queue.deaths.bytes, (4 - 1) * INTERVAL_BYTES);
  });
});

/** A cache that holds ten samples of each of the last two reads: sixty seconds of it, a collection a read. */
function steadyCache(): { run: Run; liveAt: (read: number) => readonly number[] } {
  const liveAt = (read: number): readonly number[] => Array.from({ length: 20 }, (_, n) => read * 10 + n + 1);
  const run = new Run();
  for (let n = 0; n <= 6; n += 1) run.collectAndRead(1 + 10 * n, { cache: liveAt(n) });
  return { run, liveAt };
}

describe('a cache whose content changes and whose size does not', () => {
  it('a cache of constant size whose content changes has as many births as deaths', () => {
    const { births, deaths } = steadyCache().run.site('cache');
    assert.equal(births.samples, 10);
    assert.equal(deaths.samples, 10);
  });

  it('a cache of constant size is steady at a read after the last known collection, too', () => {
    const { run, liveAt } = steadyCache();
    assert.equal(run.site('cache').state, 'steady');
    run.read(71, { cache: liveAt(7) });
    assert.equal(run.site('cache').state, 'steady');
  });
});

describe('a read of another run of the profiler', () => {
  it('a read of another run of the profiler is recognised by an ordinal that was passed without being there', () => {
    const run = new Run();
    run.read(1, { cache: [1, 5] });
    assert.equal(run.read(2, { cache: [3] }), 'restarted');
  });

  it('a read of another run of the profiler is recognised by an ordinal that was there with another weight', () => {
    const run = new Run();
    run.read(1, { cache: [1, 5] });
    assert.equal(run.read(2, { cache: [1], weightBytes: 2 * INTERVAL_BYTES }), 'restarted');
  });

  it('a read of another run of the profiler is recognised by a sample that had gone', () => {
    const run = new Run();
    run.read(1, { cache: [1, 5] });
    run.read(2, { cache: [5] });
    assert.equal(run.read(3, { cache: [1, 5] }), 'restarted');
  });

  it('a read of another run of the profiler is not taken in', () => {
    const run = new Run();
    run.read(1, { cache: [1, 5] });
    run.read(2, { queue: [3] });
    assert.equal(run.site('cache').live.samples, 2);
    assert.equal(run.estimate().sites.length, 1);
  });

  it('an empty read, or ordinals further on, are not taken for another run of the profiler', () => {
    const run = new Run();
    assert.equal(run.read(1, { cache: [7, 5] }), 'continued');
    assert.equal(run.read(2, {}), 'continued');
    assert.equal(run.read(3, { cache: [900] }), 'continued');
  });
});

describe('sites', () => {
  /** Lifetimes that have read one sample of each of so many sites, and read them again after a collection. */
  function lifetimesOf(count: number): SampleLifetimes {
    const lifetimes = new SampleLifetimes({ intervalBytes: INTERVAL_BYTES, startSeconds: 0, thresholds: THRESHOLDS });
    const frames = Array.from({ length: count }, (_, n) => siteFrame(`site ${n}`));
    const rows = frames.map((_, n) => ({ node: n, ordinal: n + 1, weightBytes: INTERVAL_BYTES }));
    const profile = profileOf(rows, count);
    lifetimes.observe({ profile, frames, startSeconds: 0.9, endSeconds: 1 }, undefined);
    const collection = { startSeconds: 5, endSeconds: 6 };
    lifetimes.observe({ profile, frames, startSeconds: 9.9, endSeconds: 10 }, collection);
    return lifetimes;
  }

  it('sites are added up beyond those that are followed one by one', () => {
    const { sites } = lifetimesOf(10_100).estimate();
    const other = sites.find(({ place }) => place.site === '(other)');
    assert.ok(sites.length < 10_050);
    assert.ok(other !== undefined && other.live.samples >= 100);
    assert.equal(
      sites.reduce((sum, { live }) => sum + live.samples, 0),
      10_100,
    );
    assert.equal(
      sites.reduce((sum, { retained }) => sum + retained.samples, 0),
      10_100,
    );
    assert.deepEqual([other.place.function, other.place.file, other.place.package], ['(other)', '', null]);
  });

  it('sites are distinguished up to the most that are followed one by one', () => {
    const { sites } = lifetimesOf(9000).estimate();
    assert.equal(sites.length, 9000);
    assert.ok(sites.every(({ live }) => live.samples === 1));
  });

  it('a site that comes late is followed where there are as many as may be, and takes the place of small ones', () => {
    const lifetimes = new SampleLifetimes({
      intervalBytes: INTERVAL_BYTES,
      startSeconds: 0,
      thresholds: THRESHOLDS,
      mostSites: 16,
    });
    const frames = Array.from({ length: 41 }, (_, n) => siteFrame(`site ${n}`));
    for (let read = 1; read <= 5; read += 1) {
      const early = Array.from({ length: 40 }, (_, n) => ({ node: n, ordinal: n + 1, weightBytes: INTERVAL_BYTES }));
      const late = Array.from({ length: 10 * (read - 1) }, (_, n) => ({
        node: 40,
        ordinal: 1000 + n,
        weightBytes: INTERVAL_BYTES,
      }));
      const profile = profileOf([...early, ...late], 41);
      const times = { startSeconds: 600 * read - 1, endSeconds: 600 * read };
      const collection = { startSeconds: 600 * read - 60, endSeconds: 600 * read - 59 };
      lifetimes.observe({ profile, frames, ...times }, collection);
    }
    const { sites, total } = lifetimes.estimate();
    assert.ok(sites.length <= 17);
    assert.equal(sites.find(({ place }) => place.site === 'site 40')?.live.samples, 40);
    const sum = (of: (site: SiteEstimate) => number): number => sites.reduce((all, site) => all + of(site), 0);
    assert.deepEqual([sum(({ live }) => live.samples), sum(({ retained }) => retained.samples)], [80, 70]);
    assert.deepEqual(
      [sum(({ births }) => births.samples), sum(({ deaths }) => deaths.samples)],
      [total.births.samples, total.deaths.samples],
    );
  });

  it('sites leave their places to others when they are gone', () => {
    const lifetimes = new SampleLifetimes({ intervalBytes: INTERVAL_BYTES, startSeconds: 0, thresholds: THRESHOLDS });
    const generations = 5;
    const each = 4000;
    for (let n = 0; n < 2 * generations; n += 1) {
      const generation = Math.floor(n / 2);
      const frames = Array.from({ length: each }, (_, m) => siteFrame(`site ${generation}.${m}`));
      const rows = frames.map((_, m) => ({
        node: m,
        ordinal: generation * each + m + 1,
        weightBytes: INTERVAL_BYTES,
      }));
      const endSeconds = (n + 1) * 3 * 3600;
      const collection = { startSeconds: endSeconds - 60, endSeconds: endSeconds - 59 };
      lifetimes.observe(
        { profile: profileOf(rows, each), frames, startSeconds: endSeconds - 1, endSeconds },
        collection,
      );
    }
    const { sites } = lifetimes.estimate();
    assert.ok(!sites.some(({ place }) => place.site === '(other)'));
    assert.equal(sites.filter(({ live }) => live.samples > 0).length, each);
  });
});

describe('a sample', () => {
  it('a sample is known to be retained once a collection has found it reachable', () => {
    const lifetimes = new SampleLifetimes({ intervalBytes: INTERVAL_BYTES, startSeconds: 0, thresholds: THRESHOLDS });
    const read = (seconds: number, ordinals: readonly number[], collected: boolean): void => {
      const rows = ordinals.map((ordinal) => ({ node: 0, ordinal, weightBytes: INTERVAL_BYTES }));
      const collection = collected ? { startSeconds: seconds - 2, endSeconds: seconds - 1 } : undefined;
      const times = { startSeconds: seconds - 0.1, endSeconds: seconds };
      lifetimes.observe({ profile: profileOf(rows, 1), frames: [CACHE], ...times }, collection);
    };
    const retained = (): number[] => [...lifetimes.bornSince().ordinal];
    read(10, [1, 2], false);
    assert.deepEqual(retained(), []);
    read(20, [1, 3], true);
    assert.deepEqual(retained(), [1]);
    read(30, [3], true);
    assert.deepEqual(retained(), [3]);
  });
});
