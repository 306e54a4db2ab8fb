import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleVariance } from '../../src/snapshot/estimate.js';
import { Filter } from '../../src/snapshot/filter.js';
import { type GroupBy, GROUPINGS } from '../../src/snapshot/group.js';
import { Snapshot } from '../../src/snapshot/snapshot.js';
import { type SampleAllocation, sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const main = sampleFrame('main', '/app/src/main.js', 1);
const handle = sampleFrame('handle', '/app/src/routes.js', 10);
const set = sampleFrame('Cache.set', '/app/node_modules/lru-cache/index.js', 20);
const read = sampleFrame('readFile', 'node:fs', 5);
const push = sampleFrame('push');
const api = sampleFrame('(V8 API)');

const ALLOCATIONS: readonly SampleAllocation[] = [
  { stack: [main, handle, set, push], sizeBytes: 5000, ordinal: 1 },
  { stack: [main, handle], sizeBytes: 3000, ordinal: 2 },
  { stack: [main, set], sizeBytes: 1024, ordinal: 3 },
  { stack: [main, handle, set], sizeBytes: 2000, ordinal: 4 },
  { stack: [main, read], sizeBytes: 900, ordinal: 5 },
  { stack: [read], sizeBytes: 700, ordinal: 6 },
  { stack: [api], sizeBytes: 600, ordinal: 7 },
];

function sizesOf(snapshot: Snapshot, groupBy: GroupBy, cumulative = false): Array<[string, number]> {
  return snapshot.statistics(groupBy, { cumulative }).map(({ key, sizeBytes }) => [key, sizeBytes]);
}

const invalidOption = { name: 'HeapgaugeError', code: 'ERR_HEAPGAUGE_INVALID_OPTION' };

describe('Snapshot', () => {
  it('a snapshot says when and how it was taken', () => {
    const snapshot = sampleSnapshot(ALLOCATIONS, { sampleIntervalBytes: 512, stackDepth: 7 });
    assert.deepEqual(snapshot.time, new Date('2026-01-02T03:04:05.678Z'));
    assert.equal(snapshot.sampleIntervalBytes, 512);
    assert.equal(snapshot.tracebackLimit, 7);
  });

  it('a snapshot adds up what is in it', () => {
    assert.equal(sampleSnapshot(ALLOCATIONS).sizeBytes, 13_224);
    assert.equal(sampleSnapshot([]).sizeBytes, 0);
    assert.equal(sampleSnapshot([]).standardErrorBytes, 0);
  });
});

describe('Snapshot.traces', () => {
  it('traces are every sample, the oldest first', () => {
    const traces = sampleSnapshot([...ALLOCATIONS].reverse()).traces;
    assert.deepEqual(
      traces.map(({ sizeBytes }) => sizeBytes),
      [5000, 3000, 1024, 2000, 900, 700, 600],
    );
  });

  it('a trace has its stack, the outermost call first, without V8’s root', () => {
    const [first] = sampleSnapshot(ALLOCATIONS).traces;
    assert.deepEqual(first?.traceback.frames, [main, handle, set, push]);
    assert.equal(first.domain, 'heap');
  });

  it('a trace has the root for its stack where V8 allocated outside of any', () => {
    const [trace] = sampleSnapshot([{ stack: [], sizeBytes: 8, ordinal: 1 }]).traces;
    assert.deepEqual(
      trace?.traceback.frames.map(({ site }) => site),
      ['(root)'],
    );
  });
});

describe('Snapshot.statistics', () => {
  const snapshot = sampleSnapshot(ALLOCATIONS);

  it('statistics by site count a trace at the innermost function of the program', () => {
    assert.deepEqual(sizesOf(snapshot, 'site'), [
      ['Cache.set lru-cache/index.js:20', 8024],
      ['handle src/routes.js:10', 3000],
      ['main src/main.js:1', 900],
      ['readFile node:fs:5', 700],
      ['(V8 API)', 600],
    ]);
  });

  it('statistics by file count a trace at the file of its site', () => {
    assert.deepEqual(sizesOf(snapshot, 'file'), [
      ['lru-cache/index.js', 8024],
      ['src/routes.js', 3000],
      ['src/main.js', 900],
      ['node:fs', 700],
      ['(V8 API)', 600],
    ]);
  });

  it('statistics by package count a trace at the package of its site', () => {
    assert.deepEqual(sizesOf(snapshot, 'package'), [
      ['lru-cache', 8024],
      ['(program)', 3900],
      ['(node)', 700],
      ['(v8)', 600],
    ]);
  });

  it('statistics by traceback distinguish every stack', () => {
    const again = { stack: [main, handle], sizeBytes: 500, ordinal: 8 };
    const statistics = sampleSnapshot([...ALLOCATIONS, again]).statistics('traceback');
    assert.deepEqual(
      statistics.map(({ sizeBytes }) => sizeBytes),
      [5000, 3500, 2000, 1024, 900, 700, 600],
    );
    assert.equal(statistics[1]?.key, 'main src/main.js:1\nhandle src/routes.js:10');
    assert.deepEqual(statistics[1].traceback.frames, [main, handle]);
  });

  it('statistics by traceback still say that a stack was cut', () => {
    const cut = sampleSnapshot(ALLOCATIONS.slice(0, 1), { stackDepth: 4 });
    assert.equal(cut.traces[0]?.traceback.totalFrames, null);
    assert.equal(cut.statistics('traceback')[0]?.traceback.totalFrames, null);
  });

  it('statistics by site have the site’s frame', () => {
    assert.deepEqual(snapshot.statistics('site')[0]?.traceback.frames, [set]);
  });

  for (const groupBy of GROUPINGS) {
    it(`statistics by ${groupBy} add up to the snapshot’s size and samples`, () => {
      const statistics = snapshot.statistics(groupBy);
      assert.equal(
        statistics.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        snapshot.sizeBytes,
      );
      assert.equal(
        statistics.reduce((sum, { samples }) => sum + samples, 0),
        ALLOCATIONS.length,
      );
    });
  }

  it('statistics of equal bytes are ordered by more samples, then by name', () => {
    const stacks = ['b', 'a', 'c', 'c'].map((name) => [sampleFrame(name, '/app/x.js')]);
    const equal = stacks.map((stack, n) => ({ stack, sizeBytes: n < 2 ? 20 : 10, ordinal: n + 1 }));
    assert.deepEqual(
      sampleSnapshot(equal)
        .statistics('site')
        .map(({ traceback }) => traceback.frames[0]?.function),
      ['c', 'a', 'b'],
    );
  });

  it('statistics of a snapshot without traces are empty', () => {
    for (const groupBy of GROUPINGS) assert.deepEqual(sampleSnapshot([]).statistics(groupBy), []);
  });

  it('statistics with an unknown grouping or option are refused', () => {
    assert.throws(() => snapshot.statistics('lineno' as GroupBy), invalidOption);
    assert.throws(() => snapshot.statistics('site', { total: true } as object), invalidOption);
  });
});

describe('cumulative statistics', () => {
  it('cumulative statistics count a trace at every function on its stack', () => {
    assert.deepEqual(sizesOf(sampleSnapshot(ALLOCATIONS), 'site', true), [
      ['main src/main.js:1', 11_924],
      ['handle src/routes.js:10', 10_000],
      ['Cache.set lru-cache/index.js:20', 8024],
      ['push', 5000],
      ['readFile node:fs:5', 1600],
      ['(V8 API)', 600],
    ]);
  });

  it('cumulative statistics count a trace at every package on its stack', () => {
    assert.deepEqual(sizesOf(sampleSnapshot(ALLOCATIONS), 'package', true), [
      ['(program)', 11_924],
      ['lru-cache', 8024],
      ['(v8)', 5600],
      ['(node)', 1600],
    ]);
  });

  it('cumulative statistics count a function that calls itself once', () => {
    const recursive = sampleSnapshot([{ stack: [main, handle, handle, set, handle], sizeBytes: 100, ordinal: 1 }]);
    for (const groupBy of ['site', 'file', 'package'] as const) {
      for (const { sizeBytes, samples } of recursive.statistics(groupBy, { cumulative: true })) {
        assert.deepEqual({ sizeBytes, samples }, { sizeBytes: 100, samples: 1 });
      }
    }
    assert.equal(recursive.statistics('site', { cumulative: true }).length, 3);
  });

  it('cumulative statistics by traceback are refused', () => {
    const snapshot = sampleSnapshot(ALLOCATIONS);
    assert.throws(() => snapshot.statistics('traceback', { cumulative: true }), invalidOption);
    assert.throws(() => snapshot.compareTo(snapshot, 'traceback', { cumulative: true }), invalidOption);
  });
});

describe('count and standard error', () => {
  it('a statistic counts allocations where every one is sampled', () => {
    const [first] = sampleSnapshot(ALLOCATIONS).statistics('site');
    assert.equal(first?.count, 3);
    assert.equal(String(first), 'Cache.set lru-cache/index.js:20: 7.84 KiB, 3 allocations');
  });

  it('a statistic has no count at an interval other than 1', () => {
    const [first] = sampleSnapshot(ALLOCATIONS, { sampleIntervalBytes: 2 }).statistics('site');
    assert.equal(first?.count, null);
    assert.equal(first.samples, 3);
  });

  it('a statistic has the error of every sample’s variance', () => {
    const snapshot = sampleSnapshot(ALLOCATIONS, { sampleIntervalBytes: 1000 });
    const [first] = snapshot.statistics('site');
    const variance = sampleVariance(5000, 1000) + sampleVariance(1024, 1000) + sampleVariance(2000, 1000);
    assert.equal(first?.standardErrorBytes, Math.sqrt(variance));
    const total = ALLOCATIONS.reduce((sum, { sizeBytes }) => sum + sampleVariance(sizeBytes, 1000), 0);
    assert.ok(Math.abs(snapshot.standardErrorBytes - Math.sqrt(total)) < 1e-9);
  });

  it('a statistic has the error that the size and the sampling probability give', () => {
    const [interval, size] = [1000, 1500];
    const chance = 1 - Math.exp(-size / interval);
    const weight = size / chance;
    const snapshot = sampleSnapshot([{ stack: [main], sizeBytes: weight, ordinal: 1 }], {
      sampleIntervalBytes: interval,
    });
    assert.ok(Math.abs(snapshot.standardErrorBytes - weight * Math.sqrt(1 - chance)) < 1e-3);
  });
});

describe('Snapshot.compareTo', () => {
  const interval = { sampleIntervalBytes: 1000 };
  const survivor = { stack: [main, set], sizeBytes: 4000, ordinal: 1 };
  const dead = { stack: [main, handle], sizeBytes: 1500, ordinal: 2 };
  const born = { stack: [main, set], sizeBytes: 1200, ordinal: 3 };
  const older = sampleSnapshot([survivor, dead], interval);
  const newer = sampleSnapshot([survivor, born], interval);
  const otherRun = sampleSnapshot([survivor, born], { ...interval, run: 'run-2' });

  it('compareTo gives births less deaths, the largest change first whatever its sign', () => {
    const changes = newer.compareTo(older, 'site').map((one) => [one.key, one.sizeBytes, one.sizeDifferenceBytes]);
    assert.deepEqual(changes, [
      ['handle src/routes.js:10', 0, -1500],
      ['Cache.set lru-cache/index.js:20', 5200, 1200],
    ]);
  });

  it('compareTo gives the negative the other way round', () => {
    const differences = older.compareTo(newer, 'site').map((one) => one.sizeDifferenceBytes);
    assert.deepEqual(differences, [1500, -1200]);
  });

  it('compareTo of one run has the error of births and deaths alone, and none for survivors', () => {
    const [shrunk, grown] = newer.compareTo(older, 'site');
    assert.equal(grown?.pairing, 'paired');
    assert.equal(grown.standardErrorBytes, Math.sqrt(sampleVariance(1200, 1000)));
    assert.equal(shrunk?.standardErrorBytes, Math.sqrt(sampleVariance(1500, 1000)));
  });

  it('compareTo of a snapshot with itself has neither change nor error', () => {
    for (const { sizeDifferenceBytes, standardErrorBytes, samplesDifference } of newer.compareTo(newer, 'site')) {
      assert.deepEqual([sizeDifferenceBytes, standardErrorBytes, samplesDifference], [0, 0, 0]);
    }
  });

  it('compareTo of unrelated runs has the error of both snapshots', () => {
    const grown = otherRun.compareTo(older, 'site').find(({ sizeBytes }) => sizeBytes > 0);
    const variance = 2 * sampleVariance(4000, 1000) + sampleVariance(1200, 1000);
    assert.equal(grown?.pairing, 'unpaired');
    assert.equal(grown.sizeDifferenceBytes, 1200);
    assert.ok(Math.abs(grown.standardErrorBytes - Math.sqrt(variance)) < 1e-9);
  });

  it('compareTo of unrelated runs does not take equal ordinals for the same allocation', () => {
    const [one] = otherRun.compareTo(newer, 'site');
    assert.ok(one !== undefined && one.standardErrorBytes > 0);
  });

  it('a difference of unrelated runs says so in its text', () => {
    const text = (snapshot: Snapshot): string => String(snapshot.compareTo(older, 'site')[1]);
    const error = Math.sqrt(sampleVariance(1200, 1000)).toFixed(0);
    assert.equal(text(newer), `Cache.set lru-cache/index.js:20: 5.08 KiB (+1.17 KiB ± ${error} B)`);
    assert.match(text(otherRun), /, unrelated runs$/);
  });

  it('compareTo counts allocations only where both snapshots have every one', () => {
    const every = [survivor, born].map((one) => ({ ...one, ordinal: one.ordinal + 10 }));
    const [exact] = sampleSnapshot(every).compareTo(sampleSnapshot([survivor]), 'site');
    assert.deepEqual([exact?.count, exact?.countDifference, exact?.samplesDifference], [2, 1, 1]);
    const [sampled] = sampleSnapshot(every).compareTo(older, 'site');
    assert.deepEqual([sampled?.count, sampled?.countDifference], [null, null]);
    assert.equal(newer.compareTo(older, 'site')[0]?.count, null);
  });

  it('cumulative compareTo counts a birth at every function above it', () => {
    const differences = newer.compareTo(older, 'site', { cumulative: true });
    assert.deepEqual(
      differences.map((one) => [one.key, one.sizeDifferenceBytes]),
      [
        ['handle src/routes.js:10', -1500],
        ['Cache.set lru-cache/index.js:20', 1200],
        ['main src/main.js:1', -300],
      ],
    );
  });

  it('compareTo adds up to the difference of the sizes in every grouping', () => {
    for (const groupBy of GROUPINGS) {
      const sum = newer.compareTo(older, groupBy).reduce((bytes, one) => bytes + one.sizeDifferenceBytes, 0);
      assert.equal(sum, newer.sizeBytes - older.sizeBytes);
    }
  });

  it('compareTo refuses what is not a snapshot', () => {
    assert.throws(() => newer.compareTo(JSON.parse('{}') as Snapshot, 'site'), invalidOption);
    assert.throws(() => newer.compareTo(older, 'lineno' as GroupBy), invalidOption);
  });
});

describe('Snapshot.filter', () => {
  const snapshot = sampleSnapshot(ALLOCATIONS);

  it('filter makes a new snapshot of what passes', () => {
    const filtered = snapshot.filter([new Filter(true, { package: 'lru-cache' })]);
    assert.ok(filtered instanceof Snapshot);
    assert.notEqual(filtered, snapshot);
    assert.deepEqual(sizesOf(filtered, 'site'), [['Cache.set lru-cache/index.js:20', 8024]]);
  });

  it('filter keeps the stacks, the order and the circumstances of what passes', () => {
    const filtered = snapshot.filter([new Filter(true, { package: 'lru-cache' })]);
    assert.deepEqual(
      filtered.traces.map(({ sizeBytes, traceback }) => [sizeBytes, traceback.frames]),
      [
        [5000, [main, handle, set, push]],
        [1024, [main, set]],
        [2000, [main, handle, set]],
      ],
    );
    assert.deepEqual(filtered.time, snapshot.time);
  });

  it('filter leaves the old snapshot as it was', () => {
    const before = structuredClone(snapshot.data);
    snapshot.filter([new Filter(false, { package: null })]);
    assert.deepEqual(snapshot.data, before);
    assert.equal(snapshot.sizeBytes, 13_224);
  });

  it('filter keeps everything without filters, and nothing where none matches', () => {
    assert.deepEqual(snapshot.filter([]).traces, snapshot.traces);
    assert.deepEqual(snapshot.filter([new Filter(true, { package: 'express' })]).traces, []);
  });

  it('filter drops the rows of tables that nothing needs any more', () => {
    const { frames } = snapshot.filter([new Filter(true, { file: 'src/routes.js' })]).data;
    assert.deepEqual(
      frames.map(({ function: name }) => name),
      ['(root)', 'main', 'handle'],
    );
  });

  it('a filtered snapshot stays of the same run, so it is still compared sample by sample', () => {
    const filtered = snapshot.filter([new Filter(true, { package: 'lru-cache' })]);
    const [change] = snapshot.compareTo(filtered, 'package');
    assert.deepEqual([change?.key, change?.pairing], ['(program)', 'paired']);
  });
});
