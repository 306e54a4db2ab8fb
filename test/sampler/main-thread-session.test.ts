import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withMainThread } from '../../src/sampler/main-thread-session.js';
import { ReadGate } from '../../src/threads/read-gate.js';

describe('a session on the main thread', () => {
  it('a session that cannot be connected leaves the gate open, so that no exit waits for it', async () => {
    const gate = new ReadGate();
    // The main thread itself cannot connect to the main thread.
    await assert.rejects(
      withMainThread(gate, () => Promise.resolve()),
      { code: 'ERR_INSPECTOR_NOT_WORKER' },
    );
    const start = performance.now();
    gate.spinUntilOpen();
    assert.ok(performance.now() - start < 500);
  });

  it('no session is made once the process is ending', async () => {
    const gate = new ReadGate();
    gate.spinUntilOpen();
    await assert.rejects(
      withMainThread(gate, () => assert.fail('asked')),
      /the process is ending/,
    );
  });
});
