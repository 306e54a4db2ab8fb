import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WatchedHeap } from '../../src/sampler/watched-heap.js';
import type { RunningProfiler } from '../../src/v8/profiler.js';
import { heapRead } from '../support/heap-reads.js';
import { THRESHOLDS } from '../support/scripted-heap.js';

const PROFILER: RunningProfiler = {
  status: 'running',
  starter: 'v8',
  run: 'one',
  sampleIntervalBytes: 1000,
  stackDepth: 16,
};

const LIMIT_BYTES = 64 * 2 ** 20;

describe('a watched heap', () => {
  it('nothing is known before the first read', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, { limitBytes: LIMIT_BYTES });
    assert.deepEqual([heap.profiler, heap.estimate(), heap.growth()], [PROFILER, undefined, undefined]);
  });

  it('a read gives an estimate of each site', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, { limitBytes: LIMIT_BYTES });
    assert.equal(heap.observe(heapRead([1, 2, 3]), PROFILER), 'continued');
    const sites = heap.estimate()?.sites ?? [];
    assert.deepEqual(
      sites.map(({ place, live }) => [place.function, live.samples]),
      [['leak', 3]],
    );
  });

  it('a collection between two reads makes their common samples retained', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, { limitBytes: LIMIT_BYTES });
    heap.observe(heapRead([1, 2, 3], { endSeconds: 1 }), PROFILER);
    heap.noteCollection({ startSeconds: 2, endSeconds: 2.1 });
    heap.observe(heapRead([2, 3, 4], { endSeconds: 3 }), PROFILER);
    const [site] = heap.estimate()?.sites ?? [];
    assert.deepEqual([site?.live.samples, site?.retained.samples], [3, 2]);
  });

  it('a read of another run of the profiler is not taken in', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, { limitBytes: LIMIT_BYTES });
    heap.observe(heapRead([7, 8]), PROFILER);
    assert.equal(heap.observe(heapRead([1, 2, 3], { endSeconds: 2 }), PROFILER), 'restarted');
    assert.equal(heap.estimate()?.sites[0]?.live.samples, 2);
  });

  it('a profiler that is started again begins anew', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, { limitBytes: LIMIT_BYTES });
    heap.observe(heapRead([7, 8]), PROFILER);
    const next = { ...PROFILER, run: 'two' };
    heap.noteProfiler(next);
    assert.deepEqual([heap.profiler, heap.estimate()], [next, undefined]);
    assert.equal(heap.observe(heapRead([1, 2, 3], { endSeconds: 2 }), next), 'continued');
  });
});
