import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { describe, it } from 'node:test';
import { memoryLimit } from '../../src/values/memory-limit.js';
import { ROOT, startProgram } from '../support/run-node.js';

/** Gives the limit that a process finds where the system answers with this for its container. */
async function limitWhere(constrained: string): Promise<unknown> {
  const program = `
    process.constrainedMemory = () => ${constrained};
    const { memoryLimit } = await import('./dist/src/values/memory-limit.js');
    console.log(JSON.stringify(memoryLimit()));`;
  const { ended } = startProgram(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT });
  const { stdout, stderr } = await ended;
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

describe('the memory that a process may use', () => {
  it('a container that has less than the machine is the limit', async () => {
    assert.deepEqual(await limitWhere('300e6'), { bytes: 300e6, owner: 'container' });
  });

  for (const none of ['0', '2 ** 64', 'undefined', '(() => { throw new Error("EMFILE"); })()']) {
    it(`the machine is the limit where the container's reads ${none}`, async () => {
      assert.deepEqual(await limitWhere(none), { bytes: totalmem(), owner: 'machine' });
    });
  }

  it('this very process has a limit', () => {
    assert.ok(memoryLimit().bytes > 0 && memoryLimit().bytes <= totalmem());
  });
});
