import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WatchedHeap } from '../../src/sampler/watched-heap.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';
import { memoryShares } from '../../src/threads/memory-limits.js';
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

function options(): ConstructorParameters<typeof WatchedHeap>[2] {
  return { shares: memoryShares(64 * 2 ** 20), sourceMaps: new SourceMaps() };
}

describe('a watched heap', () => {
  it('nothing is known before the first read', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    assert.deepEqual([heap.profiler, heap.estimate(), heap.growth()], [PROFILER, undefined, undefined]);
  });

  it('a read gives an estimate of each site', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    assert.equal(heap.observe(heapRead([1, 2, 3]), PROFILER), 'continued');
    const sites = heap.estimate()?.sites ?? [];
    assert.deepEqual(
      sites.map(({ place, live }) => [place.function, live.samples]),
      [['leak', 3]],
    );
  });

  it('a collection between two reads makes their common samples retained', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    heap.observe(heapRead([1, 2, 3], { endSeconds: 1 }), PROFILER);
    heap.noteCollection({ startSeconds: 2, endSeconds: 2.1 });
    heap.observe(heapRead([2, 3, 4], { endSeconds: 3 }), PROFILER);
    const [site] = heap.estimate()?.sites ?? [];
    assert.deepEqual([site?.live.samples, site?.retained.samples], [3, 2]);
  });

  it('a function whose source map comes late is one site, with the samples from before', async () => {
    const script = 'webpack-internal:///./app.ts';
    // Line 42 and column 42 of the script come from line 7 and column 3 of the source.
    const map = JSON.stringify({
      version: 3,
      sources: ['file:///srv/app.ts'],
      names: ['leak'],
      mappings: `${';'.repeat(41)}yCAMEA`,
    });
    let isThere = false;
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, {
      ...options(),
      askForMaps: (scripts) =>
        Promise.resolve({
          maps: new Map(isThere ? scripts.map((one) => [one, map]) : []),
          missing: [],
          isDebugged: false,
          pauseSeconds: 0,
        }),
    });
    const shown = async (ordinals: readonly number[], endSeconds: number): Promise<unknown> => {
      const read = heapRead(ordinals, { endSeconds, script });
      await heap.prepare(read);
      heap.observe(read, PROFILER);
      return heap.estimate()?.sites.map(({ place, live }) => [`${place.file}:${place.line}`, live.samples]);
    };
    assert.deepEqual(await shown([1, 2, 3], 1), [[`${script}:42`, 3]]);
    isThere = true;
    assert.deepEqual(await shown([1, 2, 3, 4], 2), [['/srv/app.ts:7', 4]]);
  });

  it('a read of another run of the profiler is not taken in', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    heap.observe(heapRead([7, 8]), PROFILER);
    assert.equal(heap.observe(heapRead([1, 2, 3], { endSeconds: 2 }), PROFILER), 'restarted');
    assert.equal(heap.estimate()?.sites[0]?.live.samples, 2);
  });

  it('a profiler that is started again begins anew', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    heap.observe(heapRead([7, 8]), PROFILER);
    const next = { ...PROFILER, run: 'two' };
    heap.noteProfiler(next);
    assert.deepEqual([heap.profiler, heap.estimate()], [next, undefined]);
    assert.equal(heap.observe(heapRead([1, 2, 3], { endSeconds: 2 }), next), 'continued');
  });

  it('a profiler that runs on after all costs nothing of what is known, and nothing is estimated meanwhile', () => {
    const heap = new WatchedHeap(PROFILER, THRESHOLDS, options());
    heap.observe(heapRead([7, 8], { endSeconds: 1 }), PROFILER);
    heap.noteCollection({ startSeconds: 2, endSeconds: 2.1 });
    heap.noteProfiler({ status: 'unavailable', cause: 'busy', reason: 'a read has failed' });
    assert.equal(heap.estimate(), undefined);
    heap.noteProfiler({ ...PROFILER });
    heap.observe(heapRead([7, 8, 9], { endSeconds: 3 }), PROFILER);
    const [site] = heap.estimate()?.sites ?? [];
    assert.deepEqual([site?.live.samples, site?.retained.samples], [3, 2]);
  });

  it('in a profile of somebody else’s nothing counts as retained before a sample has been seen to leave', () => {
    const others: RunningProfiler = { ...PROFILER, starter: 'other' };
    const heap = new WatchedHeap(others, THRESHOLDS, options());
    const retained = (ordinals: readonly number[], endSeconds: number): number | undefined => {
      heap.observe(heapRead(ordinals, { endSeconds }), others);
      heap.noteCollection({ startSeconds: endSeconds + 0.3, endSeconds: endSeconds + 0.4 });
      return heap.estimate()?.sites[0]?.retained.samples;
    };
    assert.deepEqual([retained([1, 2, 3], 1), retained([1, 2, 3, 4], 2), retained([1, 3, 4, 5], 3)], [0, 0, 3]);
  });

  it('a profile of somebody else’s that lists more than the heap holds is not taken in', () => {
    const others: RunningProfiler = { ...PROFILER, starter: 'other' };
    const heap = new WatchedHeap(others, THRESHOLDS, options());
    const read = heapRead(Array.from({ length: 1000 }, (_, n) => n + 1));
    assert.equal(heap.observe({ ...read, heapUsedBytes: 3e5 }, others), 'unusable');
  });
});
