import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Outcome, TracedThread } from '../fixtures/worker-tracing.js';
import { fixture, runNode } from '../support/run-node.js';

describe('worker threads that trace themselves while a monitor watches them', () => {
  let outcome: Outcome;
  before(async () => {
    const { code, stdout, stderr } = await runNode(fixture('worker-tracing'), { timeoutSeconds: 240 });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    outcome = JSON.parse(stdout) as Outcome;
  });

  for (const [n, kind] of ['that begins to trace first', 'that is watched first'].entries()) {
    const thread = (): TracedThread => outcome.threads[n] ?? assert.fail();
    it(`the snapshot of a thread ${kind} names the function that holds most`, () => {
      assert.match(thread().top[0] ?? '', /^keepTraced /);
    });

    it(`the leak test of a thread ${kind} finds the leak`, () => {
      assert.equal(thread().leak.verdict, 'leak');
      assert.match(thread().leak.sites[0] ?? '', /^keepTraced /);
    });

    it(`the heap of a thread ${kind} is sampled for the monitor when it has stopped to trace`, () => {
      assert.equal(thread().isSampled, true);
    });
  }

  it('the report names what they hold, and not what watches them', () => {
    assert.ok(outcome.reported.some((site) => site.startsWith('keepTraced ')));
    assert.ok(!outcome.reported.some((site) => /^(look|threadSizes|lookAtThread) .*generated/.test(site)));
  });
});
