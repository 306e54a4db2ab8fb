import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { resolveOptions } from '../../src/application/options.js';
import type { Report } from '../../src/report/report.js';
import { Sampler, type SamplerPorts } from '../../src/sampler/sampler.js';
import type { CollectionSwitch } from '../../src/sampler/collect-garbage.js';
import { profilerTableBytes, type TooLargeProfile } from '../../src/threads/memory-limits.js';
import { now } from '../../src/v8/clock.js';
import type { ProfilerState } from '../../src/v8/profiler.js';
import { soon } from '../support/alert-receiver.js';
import { heapRead } from '../support/heap-reads.js';
import { sampleFindings } from '../support/sample-findings.js';

const { profiler: PROFILER, processStats } = sampleFindings();

/** A sampler that reads every tenth of a second through ports of the test, and what came of it. */
class Sampled {
  readonly reports: Report[] = [];
  readonly lost: string[] = [];
  readonly tooLarge: TooLargeProfile[] = [];
  readonly warnings: string[] = [];
  readonly sampler: Sampler;

  constructor(ports: Partial<SamplerPorts>, options: { collectAfter?: number; profiler?: ProfilerState } = {}) {
    const { collectAfter, profiler = PROFILER } = options;
    this.sampler = new Sampler(
      resolveOptions({
        period: '100ms',
        maxPauseRatio: 1,
        ...(collectAfter === undefined ? {} : { leak: { collectAfter } }),
      }),
      {
        memoryBytes: () => 9,
        alertFailures: () => 3,
        onReport: (report) => {
          this.reports.push(report);
        },
        onTooLarge: (profile) => {
          this.tooLarge.push(profile);
        },
        onProfilerLost: (reason) => {
          this.lost.push(reason);
        },
        warn: (text) => {
          this.warnings.push(text);
        },
        onZoomWanted: () => undefined,
        ...ports,
      },
      { profiler, processStats: { ...processStats, alertFailures: 2 }, restarts: 0 },
    );
    this.sampler.start();
  }

  /** Waits for so many reports. */
  async report(count: number): Promise<Report> {
    await soon(`report ${count}`, () => this.reports.length >= count);
    return this.reports[count - 1] ?? assert.fail();
  }
}

describe('the cycle of the sampler', () => {
  let sampled: Sampled;
  afterEach(() => {
    sampled.sampler.stop();
  });

  it('each cycle makes one read and one report', async () => {
    let reads = 0;
    sampled = new Sampled({ read: () => Promise.resolve(heapRead([1, 2, 3], { endSeconds: (reads += 1) })) });
    const { sampler, sites, heap, alerts } = await sampled.report(2);
    assert.deepEqual([sampler.reads, sampler.failures, sampler.samples, sampler.nodes], [2, 0, 3, 3]);
    assert.deepEqual([sampler.lastPauseSeconds, alerts.failures], [0.02, 5]);
    const tableBytes = profilerTableBytes({ samples: 3, nodes: 3 });
    assert.deepEqual([sampler.memoryBytes, sampler.memoryLimitBytes], [9 + tableBytes, 64 * 2 ** 20]);
    assert.deepEqual([sites[0]?.function, heap.usedBytes], ['leak', 48 * 2 ** 20]);
  });

  it('a profile that takes more memory than it may is not read again before the profiler was started anew', async () => {
    let reads = 0;
    const ordinals = Array.from({ length: 50_000 }, (_, n) => n + 1);
    sampled = new Sampled({ read: () => Promise.resolve(heapRead(ordinals, { endSeconds: (reads += 1) })) });
    const { sampler } = await sampled.report(3);
    assert.deepEqual([reads, sampler.reads], [1, 1]);
    assert.match(sampler.lastFailure ?? '', /HEAPGAUGE_SAMPLER_MEMORY/);
    assert.ok((sampled.tooLarge[0]?.samples ?? 0) >= 50_000);
    const anew = { ...PROFILER, run: 'anew' } as const;
    sampled.sampler.noteProfiler(anew);
    await sampled.report(5);
    assert.ok(reads > 1);
  });

  it('the period stretches with the pauses of reads, and is never so long that nothing is watched', async () => {
    sampled = new Sampled({ read: () => Promise.resolve(heapRead([1], { pauseSeconds: 300 })) });
    const { periodSeconds, isPeriodCapped } = (await sampled.report(1)).sampler;
    assert.deepEqual([periodSeconds, isPeriodCapped], [300, false]);
    sampled.sampler.stop();
    sampled = new Sampled({ read: () => Promise.resolve(heapRead([1], { pauseSeconds: 6000 })) });
    const capped = (await sampled.report(1)).sampler;
    assert.deepEqual([capped.periodSeconds, capped.isPeriodCapped], [600, true]);
  });

  it('a read that fails is counted, and the report comes all the same', async () => {
    sampled = new Sampled({ read: () => Promise.reject(new Error('no answer')) });
    const { sampler, source, heap } = await sampled.report(2);
    assert.deepEqual([sampler.reads, sampler.failures, sampler.failuresInARow], [0, 2, 2]);
    assert.deepEqual([source.unavailable, heap.usedBytes, sampled.lost], [null, processStats.heapUsedBytes, []]);
    assert.equal(sampler.lastFailure, 'no answer');
  });

  it('a reason for which reads fail is said once, however many fail', async () => {
    const reasons = ['no answer', 'no answer', 'no memory', 'no answer'];
    sampled = new Sampled({ read: () => Promise.reject(new Error(reasons.shift() ?? 'no answer')) });
    await sampled.report(5);
    assert.deepEqual(sampled.warnings, [
      'a read of the heap has failed: no answer; tried again in 100 ms',
      'a read of the heap has failed: no memory; tried again in 100 ms',
    ]);
  });

  it('a read that cannot be taken in is counted and said, and the report comes all the same', async () => {
    const read = { ...heapRead([1]), profile: undefined } as unknown as ReturnType<typeof heapRead>;
    sampled = new Sampled({ read: () => Promise.resolve(read) });
    const { sampler } = await sampled.report(2);
    assert.deepEqual([sampler.reads, sampler.failures], [0, 2]);
    assert.match(sampled.warnings.join(), /^a read of the heap has failed: [^\n]*$/);
  });

  it('a read that finds no profiler loses it, and reads are made no more', async () => {
    let reads = 0;
    sampled = new Sampled({
      read: () => {
        reads += 1;
        return Promise.reject(new Error('heap profiler was not started'));
      },
    });
    const { source, sites } = await sampled.report(2);
    assert.deepEqual([source.starter, source.unavailable], ['none', 'heap profiler was not started']);
    assert.deepEqual([sites, sampled.lost, reads], [[], ['heap profiler was not started'], 1]);
    assert.deepEqual(sampled.warnings, [], 'whoever starts it again says so');
  });

  it('a read of another run of the profiler loses it', async () => {
    let reads = 0;
    sampled = new Sampled({
      read: () => Promise.resolve((reads += 1) === 1 ? heapRead([7, 8]) : heapRead([1, 2], { endSeconds: 2 })),
    });
    const { source } = await sampled.report(2);
    assert.equal(source.unavailable, 'somebody else stopped it and started another');
    assert.deepEqual(sampled.lost, ['somebody else stopped it and started another']);
  });

  it('a read that was under way when the profiler changed is dropped', async () => {
    let answer: (read: ReturnType<typeof heapRead>) => void = () => undefined;
    sampled = new Sampled({ read: () => new Promise((resolve) => (answer = resolve)) });
    await settled();
    const busy: ProfilerState = { status: 'unavailable', cause: 'busy', reason: 'another one runs' };
    sampled.sampler.noteProfiler(busy);
    answer(heapRead([1]));
    const { sampler, sites, source } = await sampled.report(1);
    assert.deepEqual([sampler.reads, sites, source.unavailable], [0, [], 'another one runs']);
  });

  it('a read that is not answered in time is reported each period, and taken in when it is answered', async () => {
    let reads = 0;
    let answer: (read: ReturnType<typeof heapRead>) => void = () => undefined;
    sampled = new Sampled({
      read: () => {
        reads += 1;
        if (reads !== 2) return Promise.resolve(heapRead([1], { endSeconds: reads }));
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const before = await sampled.report(1);
    const [first, second] = [await sampled.report(2), await sampled.report(3)];
    assert.equal(before.sampler.notAnsweringSince, null);
    const { notAnsweringSince } = first.sampler;
    assert.ok(notAnsweringSince !== null && notAnsweringSince < first.time && notAnsweringSince > before.time);
    assert.equal(second.sampler.notAnsweringSince, notAnsweringSince);
    // What is known of the sites is that of the read before.
    assert.deepEqual(first.sites, before.sites);
    assert.equal(first.sampler.lastReadTime, before.sampler.lastReadTime);
    assert.deepEqual([first.sampler.reads, first.sampler.failures, reads], [1, 0, 2]);
    assert.deepEqual(sampled.warnings, []);
    const reported = sampled.reports.length;
    answer(heapRead([1, 2], { endSeconds: 2 }));
    const { sampler } = await sampled.report(reported + 1);
    assert.deepEqual([sampler.notAnsweringSince, sampler.reads, sampler.samples], [null, 2, 2]);
    assert.match(
      sampled.warnings.join(),
      /^the application's thread has answered after [\d.]+ s, since \d.*: [^,]*, or in/,
    );
  });

  it('an answer that comes late is dropped where the profiler has changed meanwhile, and reads go on', async () => {
    let reads = 0;
    let refuse: (error: Error) => void = () => undefined;
    sampled = new Sampled({
      read: () => {
        reads += 1;
        if (reads > 1) return Promise.resolve(heapRead([5]));
        return new Promise((_resolve, reject) => (refuse = reject));
      },
    });
    await sampled.report(1);
    const other = { ...PROFILER, run: 'another' } as const;
    sampled.sampler.noteProfiler(other);
    refuse(new Error('heap profiler was not started'));
    await soon('a read', () => reads > 1);
    const { source, sampler } = await sampled.report(sampled.reports.length + 1);
    assert.deepEqual([sampled.lost, source.unavailable, sampler.notAnsweringSince], [[], null, null]);
  });

  it('a profiler that becomes unavailable while an answer is awaited leaves nothing unanswered for ever', async () => {
    let answer: (read: ReturnType<typeof heapRead>) => void = () => undefined;
    sampled = new Sampled({ read: () => new Promise((resolve) => (answer = resolve)) });
    await sampled.report(1);
    sampled.sampler.noteProfiler({ status: 'unavailable', cause: 'busy', reason: 'another one runs' });
    answer(heapRead([1]));
    await soon('an answer', () => sampled.reports.at(-1)?.sampler.notAnsweringSince === null);
  });

  it('reports are made where nothing can be read', async () => {
    sampled = new Sampled({}, { profiler: { status: 'unavailable', cause: 'denied', reason: 'no thread' } });
    // What the sampler waits with keeps no process alive here.
    const { source, sampler } = await sampled.report(2);
    assert.deepEqual([source.unavailable, sampler.reads], ['no thread', 0]);
  });

  it('a receiver of reports that throws is counted as a failure', async () => {
    const reports: Report[] = [];
    sampled = new Sampled({
      read: () => Promise.resolve(heapRead([1])),
      onReport: (report) => {
        reports.push(report);
        throw new Error('no room');
      },
    });
    await soon('two reports', () => reports.length >= 2);
    assert.deepEqual(
      reports.slice(0, 2).map(({ sampler }) => sampler.failures),
      [0, 1],
    );
    assert.deepEqual(sampled.warnings, ['no report could be made: no room; tried again in 100 ms']);
  });

  it('a receiver of warnings that throws ends nothing', async () => {
    sampled = new Sampled({
      read: () => Promise.reject(new Error('no answer')),
      warn: () => {
        throw new Error('no port');
      },
    });
    await sampled.report(2);
  });

  it('a collection is asked for where none has come for as long as was allowed, and the report counts it with its pause', async () => {
    let asked = 0;
    let usual = 0;
    const collections: CollectionSwitch = {
      early: () => {
        asked += 1;
        return true;
      },
      usual: () => {
        usual += 1;
      },
      force: () => Promise.resolve(),
    };
    sampled = new Sampled({ read: () => Promise.resolve(heapRead([1])), collections }, { collectAfter: 1 });
    assert.equal((await sampled.report(1)).sampler.collections, 0);
    await soon('a request', () => asked > 0);
    sampled.sampler.noteCollection({ startSeconds: now(), endSeconds: now(), pauseSeconds: 0.01 });
    const { sampler } = await sampled.report(sampled.reports.length + 1);
    assert.deepEqual([sampler.collections, sampler.collectionPauseSeconds, usual], [1, 0.01, 1]);
  });

  it('a stopped sampler drops the read under way and makes no report', async () => {
    let answer: (read: ReturnType<typeof heapRead>) => void = () => undefined;
    sampled = new Sampled({ read: () => new Promise((resolve) => (answer = resolve)) });
    await settled();
    sampled.sampler.stop();
    answer(heapRead([1]));
    await settled();
    assert.deepEqual(sampled.reports, []);
  });
});
