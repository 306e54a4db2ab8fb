import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Outcome } from '../fixtures/worker-threads.js';
import { fixture, runNode } from '../support/run-node.js';

const THREAD = 'worker:dist/test/fixtures/worker-threads.js';

describe('a monitor of an application with worker threads', () => {
  let outcome: Outcome;
  before(async () => {
    const { code, stdout, stderr } = await runNode(fixture('worker-threads'), { timeoutSeconds: 240 });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    outcome = JSON.parse(stdout) as Outcome;
  });

  it('worker threads of one file are one thread of the report, after the main thread', () => {
    const { threads } = outcome.running;
    assert.deepEqual(
      threads.map(({ thread, count }) => [thread, count]),
      [
        ['main', 1],
        [THREAD, 2],
      ],
    );
    const { usedBytes, limitBytes, peakBytes } = threads[1]?.heap ?? assert.fail();
    assert.ok(usedBytes > 0 && usedBytes <= peakBytes && peakBytes < limitBytes);
  });

  it('their sites have their thread, and add up to what is said of it', () => {
    const { sites, threads, totals } = outcome.running;
    const live = (thread: string): number =>
      sites.filter((site) => site.thread === thread).reduce((sum, { liveBytes }) => sum + liveBytes, 0);
    for (const { thread, currentBytes } of threads) assert.ok(Math.abs(live(thread) - currentBytes) < 1);
    assert.ok(Math.abs(live('main') + live(THREAD) - totals.currentBytes) < 1);
    assert.ok(live(THREAD) > 0);
    assert.ok(!sites.some(({ function: name, thread }) => name === 'keepInWorker' && thread === 'main'));
  });

  it('what they hold is a component of the memory, and all of them add up to the resident set', () => {
    const { memory } = outcome.running;
    const { tracedBytes, heapUntracedBytes, externalBytes, workersBytes, otherBytes, rssBytes } = memory;
    assert.ok(workersBytes > 4 * 2 ** 20, `${workersBytes}`);
    assert.equal(tracedBytes + heapUntracedBytes + externalBytes + workersBytes + otherBytes, rssBytes);
  });

  it('they are sampled while the monitor runs, and not once it has stopped', () => {
    assert.deepEqual(outcome.isSampled, { before: [true, true], after: [false, false] });
  });

  it('they are not looked at where they are not to be', () => {
    assert.deepEqual(outcome.unseen, { isSampled: [false, false], threads: ['main'] });
  });

  it('threads that have ended leave nothing behind, and nothing has leaked', () => {
    const { threads, memory, sites, suspects } = outcome.ended;
    assert.deepEqual([threads.length, memory.workersBytes, suspects], [1, 0, []]);
    assert.ok(sites.every(({ thread }) => thread === 'main'));
  });

  it('many short threads leave no handle, listener or thread behind', () => {
    assert.deepEqual(outcome.held.after, outcome.held.before);
  });
});
