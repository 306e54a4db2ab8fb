import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';

it('the fences between the calls of a leak test are found after thousands of others, when V8 has compiled what makes them', async () => {
  const { code, stdout, stderr } = await runNode(fixture('many-fences'));
  assert.equal(code, 0, stderr);
  assert.deepEqual(JSON.parse(stdout), { added: 20, found: 20 });
});
