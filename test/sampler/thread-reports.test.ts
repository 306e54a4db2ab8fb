import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HeapReport } from '../../src/report/report.js';
import { ThreadReports } from '../../src/sampler/thread-reports.js';
import type { WorkerHeap } from '../../src/sampler/watched-worker.js';
import { emptyTally } from '../../src/snapshot/estimate.js';
import { tallyOf } from '../support/tallies.js';
import { NO_TIME_TO_LIMIT } from '../support/sample-report.js';

const INTERVAL = 1000;

const MAIN: HeapReport = { usedBytes: 5e6, limitBytes: 1e9, peakBytes: 6e6, ...NO_TIME_TO_LIMIT };

/** Makes the heap of a worker thread; one that grows does so by 100 samples a minute. */
function workerHeap(
  thread: string,
  { usedBytes, limitBytes = 1e8, isGrowing = false }: { usedBytes: number; limitBytes?: number; isGrowing?: boolean },
): WorkerHeap {
  const births = isGrowing ? tallyOf(100, INTERVAL) : emptyTally();
  return {
    thread,
    sizes: { heapUsedBytes: usedBytes, heapCommittedBytes: usedBytes, heapLimitBytes: limitBytes, externalBytes: 0 },
    heapPeakBytes: usedBytes + 1,
    estimate: {
      windowSeconds: 60,
      sites: [],
      total: { births, deaths: emptyTally(), state: isGrowing ? 'growing' : 'steady', leak: undefined },
    },
    intervalBytes: INTERVAL,
    leaks: [],
  };
}

const sums = (
  bytes: Readonly<Record<string, number>>,
): ReadonlyMap<string, { currentBytes: number; retainedBytes: number }> =>
  new Map(Object.entries(bytes).map(([thread, currentBytes]) => [thread, { currentBytes, retainedBytes: 1 }]));

describe('the threads of a report', () => {
  it('the main thread comes first, then the others by name, with the number of threads of each', () => {
    const workers = [workerHeap('worker:b', { usedBytes: 1 }), workerHeap('worker:a', { usedBytes: 1 })];
    workers.push(workerHeap('worker:b', { usedBytes: 2 }));
    const reports = new ThreadReports().make({ main: MAIN, workers, sums: sums({ main: 7, 'worker:a': 8 }) });
    assert.deepEqual(
      reports.map(({ thread, count, currentBytes }) => [thread, count, currentBytes]),
      [
        ['main', 1, 7],
        ['worker:a', 1, 8],
        ['worker:b', 2, 0],
      ],
    );
    assert.equal(reports[0]?.heap, MAIN);
  });

  it('of several threads of one file the heap is that of the one which is nearest to its limit', () => {
    const workers = [
      workerHeap('worker:a', { usedBytes: 6e7 }),
      workerHeap('worker:a', { usedBytes: 4e7, limitBytes: 5e7 }),
    ];
    const [, threads] = new ThreadReports().make({ main: MAIN, workers, sums: sums({}) });
    const { usedBytes, limitBytes, peakBytes } = threads?.heap ?? assert.fail();
    assert.deepEqual([usedBytes, limitBytes, peakBytes], [4e7, 5e7, 6e7 + 1]);
  });

  it('the time to the limit is the shortest of all threads of one file, whichever heap is the fullest', () => {
    const workers = [
      workerHeap('worker:a', { usedBytes: 9e7 }),
      workerHeap('worker:a', { usedBytes: 5e7, isGrowing: true }),
    ];
    const [, threads] = new ThreadReports().make({ main: MAIN, workers, sums: sums({}) });
    const { usedBytes, firstLimit, secondsToLimit } = threads?.heap ?? assert.fail();
    assert.deepEqual([usedBytes, firstLimit], [9e7, 'heap']);
    // 50 MB are left, and 100 KB come a minute.
    assert.ok(Math.abs((secondsToLimit ?? 0) - (5e7 / 1e5) * 60) < 1);
  });

  it('the peak of each is remembered while it is there, and goes on where another sampler has left it', () => {
    const reports = new ThreadReports();
    const worker = workerHeap('worker:a', { usedBytes: 1 });
    const peaks = (bytes: Readonly<Record<string, number>>, workers = [worker]): number[] =>
      reports.make({ main: MAIN, workers, sums: sums(bytes) }).map(({ peakBytes }) => peakBytes);
    assert.deepEqual(peaks({ main: 5, 'worker:a': 9 }), [5, 9]);
    assert.deepEqual(peaks({ main: 4, 'worker:a': 3 }), [5, 9]);
    assert.deepEqual(peaks({ main: 4 }, []), [5]);
    assert.deepEqual(peaks({ main: 4, 'worker:a': 3 }), [5, 3]);
    const next = new ThreadReports(reports.make({ main: MAIN, workers: [worker], sums: sums({}) }));
    const [main] = next.make({ main: MAIN, workers: [], sums: sums({ main: 1 }) });
    assert.equal(main?.peakBytes, 5);
  });
});
