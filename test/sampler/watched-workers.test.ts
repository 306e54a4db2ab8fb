import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailureNotices } from '../../src/sampler/failure-notices.js';
import { ReadStats } from '../../src/sampler/read-stats.js';
import { WatchedWorkers } from '../../src/sampler/watched-workers.js';
import type { WorkerLook, WorkerPlan, WorkerRead } from '../../src/sampler/worker-looks.js';
import { resolveOptions } from '../../src/application/options.js';
import { SourceMaps } from '../../src/symbols/source-maps.js';
import type { WorkerRequest, WorkerState } from '../../src/threads/worker-state.js';
import { heapRead } from '../support/heap-reads.js';

const MEBIBYTE = 2 ** 20;

/** A worker thread as the tests have it. */
interface Thread {
  readonly url: string;
  /** The ordinals of the samples that a read lists. */
  ordinals?: readonly number[];
  /** False where it does not answer, as it is in a system call. */
  isAnswering?: boolean;
  usedBytes?: number;
  isLost?: boolean;
  /** What it was told, look for look. */
  readonly told?: WorkerRequest[];
}

function stateOf({ usedBytes = 20 * MEBIBYTE }: Thread): WorkerState {
  return {
    profiler: { status: 'running', starter: 'v8', run: 'one', sampleIntervalBytes: 1000, stackDepth: 16 },
    sizes: {
      heapUsedBytes: usedBytes,
      heapCommittedBytes: usedBytes + MEBIBYTE,
      heapLimitBytes: 100 * MEBIBYTE,
      externalBytes: 3 * MEBIBYTE,
    },
    collection: null,
    tenuredSeconds: null,
    isTurning: true,
  };
}

/** Watches threads, which a test may change from look to look. */
class Scene {
  readonly threads = new Map<string, Thread>();
  readonly warnings: string[] = [];
  readonly asked: string[][] = [];
  readonly read: string[][] = [];
  readonly workers: WatchedWorkers;
  #seconds = 0;

  constructor(leastAgeSeconds = 0) {
    const { leak, ...settings } = resolveOptions({ sampleIntervalBytes: 1000 });
    this.workers = new WatchedWorkers(
      { ...settings, leak },
      {
        look: (plan) => this.#look(plan),
        sourceMaps: new SourceMaps(),
        stats: new ReadStats(),
        leastAgeSeconds,
        notices: new FailureNotices((text) => {
          this.warnings.push(text);
        }),
      },
    );
  }

  async #look(plan: WorkerPlan): Promise<readonly WorkerLook[]> {
    const looks: WorkerLook[] = [];
    this.asked.push([]);
    this.read.push([]);
    this.#seconds += 1;
    for (const [id, thread] of this.threads) {
      const { url, isAnswering = true } = thread;
      const request = plan.request({ id, url });
      if (request === undefined) {
        looks.push({ thread: { id, url }, outcome: 'left-alone' });
        continue;
      }
      thread.told?.push(request);
      this.asked.at(-1)?.push(id);
      looks.push({ thread: { id, url }, outcome: isAnswering ? 'answered' : 'silent' });
      if (!isAnswering) continue;
      await plan.visit({
        thread: { id, url },
        state: stateOf(thread),
        read: () => this.#read(id, thread),
        beginZoom: () => Promise.resolve('not in a test'),
        endZoom: () => Promise.resolve(false),
      });
    }
    return looks;
  }

  #read(id: string, thread: Thread): Promise<WorkerRead> {
    this.read.at(-1)?.push(id);
    if (thread.isLost === true) return Promise.reject(new Error('V8 sampling heap profiler was not started.'));
    const read = heapRead(thread.ordinals ?? [], { endSeconds: this.#seconds, pauseSeconds: 0 });
    return Promise.resolve({ ...read, heapUsedBytes: thread.usedBytes ?? 20 * MEBIBYTE, markedSeconds: undefined });
  }

  /** Gives, for each thread that is known, its name and the samples of its sites. */
  get samples(): Array<readonly [string, number]> {
    return this.workers.heaps.map(({ thread, estimate }) => [
      thread,
      (estimate?.sites ?? []).reduce((sum, { live }) => sum + live.samples, 0),
    ]);
  }
}

describe('the worker threads of the application', () => {
  it('a new thread is left alone until it is of age', async () => {
    const scene = new Scene(0.05);
    scene.threads.set('1', { url: 'file:///app/task.js' });
    await scene.workers.look();
    assert.deepEqual(scene.asked.at(-1), []);
    assert.deepEqual(scene.workers.heaps, []);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await scene.workers.look();
    assert.deepEqual(scene.asked.at(-1), ['1']);
  });

  it('each thread has its sizes, and the sites of its own heap', async () => {
    const scene = new Scene();
    scene.threads.set('1', { url: 'file:///srv/a.js', ordinals: [1, 2, 3] });
    scene.threads.set('2', { url: 'file:///srv/b.js', ordinals: [1], usedBytes: 50 * MEBIBYTE });
    await scene.workers.look();
    assert.deepEqual(scene.samples, [
      ['worker:/srv/a.js', 3],
      ['worker:/srv/b.js', 1],
    ]);
    assert.equal(scene.workers.heldBytes, (20 + 50 + 2 + 2 * 3) * MEBIBYTE);
    assert.deepEqual(scene.warnings, []);
  });

  it('a thread that has ended takes all that is known of it along', async () => {
    const scene = new Scene();
    scene.threads.set('1', { url: 'file:///srv/a.js', ordinals: [1, 2, 3] });
    await scene.workers.look();
    scene.threads.clear();
    await scene.workers.look();
    assert.deepEqual([scene.samples, scene.workers.heldBytes], [[], 0]);
  });

  it('a thread that does not answer keeps what is known of it, and is asked less and less often', async () => {
    const scene = new Scene();
    const thread: Thread = { url: 'file:///srv/a.js', ordinals: [1, 2] };
    scene.threads.set('1', thread);
    await scene.workers.look();
    thread.isAnswering = false;
    for (let look = 0; look < 60; look += 1) await scene.workers.look();
    assert.deepEqual(scene.samples, [['worker:/srv/a.js', 2]]);
    const asked = scene.asked.flatMap((ids, look) => (ids.length > 0 ? [look] : []));
    // After one miss it is asked again at once, then after one look, three, seven, fifteen.
    assert.deepEqual(asked, [0, 1, 2, 4, 8, 16, 32]);
    thread.isAnswering = true;
    for (let look = 0; look < 40; look += 1) await scene.workers.look();
    assert.ok(
      scene.asked.slice(-5).every((ids) => ids.length === 1),
      'it is asked each time once it answers',
    );
  });

  it('eight threads are followed, the oldest first, and of others the sizes are known', async () => {
    const scene = new Scene();
    for (let n = 0; n < 10; n += 1) scene.threads.set(`${n}`, { url: 'file:///srv/a.js', ordinals: [1] });
    await scene.workers.look();
    assert.deepEqual(scene.read[0], ['0', '1', '2', '3', '4', '5', '6', '7']);
    assert.equal(scene.workers.heaps.length, 10);
    scene.threads.delete('3');
    await scene.workers.look();
    await scene.workers.look();
    assert.ok(scene.read.at(-1)?.includes('8'), 'another one is followed where one has ended');
  });

  it('a thread whose profiler was lost is told so with the next look', async () => {
    const scene = new Scene();
    const told: WorkerRequest[] = [];
    scene.threads.set('1', { url: 'file:///srv/a.js', isLost: true, told });
    await scene.workers.look();
    await scene.workers.look();
    assert.deepEqual(
      told.map(({ lostRun }) => lostRun),
      [null, 'one'],
    );
    assert.deepEqual(scene.warnings, []);
  });

  it('so many different entry files have names of their own, and the others one together', async () => {
    const scene = new Scene();
    for (let n = 0; n < 30; n += 1) scene.threads.set(`${n}`, { url: `file:///srv/${n}.js` });
    await scene.workers.look();
    const names = new Set(scene.workers.heaps.map(({ thread }) => thread));
    assert.equal(names.size, 21);
    assert.ok(names.has('worker:(other)'));
  });

  it('whatever fails within a look, the next one comes', async () => {
    const scene = new Scene();
    const failing = new WatchedWorkers(resolveOptions(), {
      look: () => Promise.reject(new Error('the process is ending')),
      sourceMaps: new SourceMaps(),
      stats: new ReadStats(),
      leastAgeSeconds: 0,
      notices: new FailureNotices((text) => {
        scene.warnings.push(text);
      }),
    });
    await failing.look();
    assert.match(scene.warnings[0] ?? '', /^worker threads could not be looked at: the process is ending/);
    assert.deepEqual(failing.heaps, []);
  });
});
