import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HeapRead } from '../../src/sampler/read-heap.js';
import { readDeadlineSeconds, TimedReads } from '../../src/sampler/timed-reads.js';
import { heapRead } from '../support/heap-reads.js';

/** Reads that are answered when the test says so. */
class Asked {
  readonly answers: Array<(read: HeapRead) => void> = [];
  readonly refusals: Array<(error: Error) => void> = [];
  late = 0;
  readonly reads = new TimedReads(
    () =>
      new Promise((resolve, reject) => {
        this.answers.push(resolve);
        this.refusals.push(reject);
      }),
    {
      deadlineSeconds: 0.05,
      onLateAnswer: () => {
        this.late += 1;
      },
    },
  );
}

describe('reads with a deadline', () => {
  it('a read that is answered in time is given, and the next one is asked for', async () => {
    const asked = new Asked();
    const next = asked.reads.next();
    asked.answers[0]?.(heapRead([1]));
    assert.equal((await next)?.profile.samples.count, 1);
    assert.equal(asked.reads.unansweredSince, undefined);
    void asked.reads.next();
    assert.equal(asked.answers.length, 2);
    assert.equal(asked.late, 0);
  });

  it('a read that fails rejects with its error, and the next one is asked for', async () => {
    const asked = new Asked();
    const next = asked.reads.next();
    asked.refusals[0]?.(new Error('not started'));
    await assert.rejects(next, /not started/);
    void asked.reads.next();
    assert.equal(asked.answers.length, 2);
  });

  it('a read that is not answered in time is given up for now, and no other one is asked for', async () => {
    const asked = new Asked();
    const before = Date.now();
    assert.equal(await asked.reads.next(), undefined);
    const since = asked.reads.unansweredSince?.getTime() ?? NaN;
    assert.ok(since >= before && since <= Date.now());
    // Without another wait.
    const outcome = await Promise.race([asked.reads.next(), sleep(30, 'waits')]);
    assert.deepEqual([outcome, asked.answers.length], [undefined, 1]);
  });

  it('an answer that comes late is announced, and given by the next call', async () => {
    const asked = new Asked();
    await asked.reads.next();
    asked.answers[0]?.(heapRead([1, 2]));
    await sleep(0);
    assert.equal(asked.late, 1);
    assert.equal((await asked.reads.next())?.profile.samples.count, 2);
    assert.equal(asked.reads.unansweredSince, undefined);
  });

  it('an error that comes late is given by the next call', async () => {
    const asked = new Asked();
    await asked.reads.next();
    asked.refusals[0]?.(new Error('too late'));
    await sleep(0);
    await assert.rejects(asked.reads.next(), /too late/);
    assert.equal(asked.reads.unansweredSince, undefined);
  });

  it('the deadline is ten seconds, less for hurried periods, and never less than two', () => {
    assert.deepEqual([0.1, 1, 2, 5, 15, 86_400].map(readDeadlineSeconds), [2, 2, 2, 5, 10, 10]);
  });
});
