import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

interface Shares {
  readonly before: number;
  readonly within: number;
  readonly after: number;
  readonly afterDeath: number;
  readonly offSeconds: number;
  readonly onSeconds: number;
}

describe('what the profiler names while V8 inlines nothing', () => {
  it('an allocation has the name of its function for as long as that lasts, and V8 inlines again after it', async () => {
    const { code, stdout, stderr } = await runNode(fixture('inlined'));
    assert.equal(code, 0, stderr);
    const { before, within, after, afterDeath, offSeconds, onSeconds } = JSON.parse(stdout) as Shares;
    assert.ok(within > 0.9, `${within}`);
    assert.ok(before < within - 0.05, `before ${before}`);
    assert.ok(after < within - 0.05, `after ${after}`);
    assert.ok(afterDeath < within - 0.05, `after the death of the thread ${afterDeath}`);
    // On a small heap both take a few milliseconds.
    assert.ok(offSeconds > 0 && offSeconds < 2 && onSeconds > 0 && onSeconds < 2, `${offSeconds} ${onSeconds}`);
  });
});
