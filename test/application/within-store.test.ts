import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

describe('a monitor that is started within a store of AsyncLocalStorage', () => {
  it('a monitor keeps no store, and calls listeners and handlers outside of it', async () => {
    const { stdout, stderr } = await runNode(fixture('within-store'));
    assert.equal(stderr, '');
    const { isGone, listener, handler, inside } = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(isGone, true);
    assert.ok(Number(listener) > 0 && Number(handler) > 0, stdout);
    assert.equal(inside, 0);
  });
});
