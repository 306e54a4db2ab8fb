import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

interface Outcome {
  readonly verdict: string;
  readonly budget: string;
  readonly tracedBytes: number;
}

describe('what code leaves to be done after it', () => {
  const outcomes = runNode(fixture('later-work'), { timeoutSeconds: 300, isPatient: true }).then(
    ({ code, stdout, stderr }) => {
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as Record<string, Outcome>;
    },
  );

  for (const name of ['weakReference', 'immediate', 'tick', 'stream', 'finalizer']) {
    it(`what is let go after a call is neither a leak nor held: ${name}`, async () => {
      const outcome = (await outcomes)[name];
      assert.ok(outcome !== undefined);
      assert.equal(outcome.verdict, 'no leak');
      assert.equal(outcome.budget, 'within limit');
      assert.ok(outcome.tracedBytes < 50_000, `${outcome.tracedBytes} bytes`);
    });
  }

  it('work that is done after a call does not hide its leak', async () => {
    assert.equal((await outcomes)['leak']?.verdict, 'leak');
    assert.equal((await outcomes)['leak']?.budget, 'ERR_HEAPGAUGE_BUDGET_EXCEEDED');
  });
});
