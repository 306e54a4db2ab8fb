import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

it('a process that tracks objects ends when its work does, and not while it waits for a timer', async () => {
  const { code, signal, stdout, stderr } = await runNode(fixture('tracking-at-end'));
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, stderr);
  assert.deepEqual(JSON.parse(stdout), { found: 'makeThing' });
});
