import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULTS } from './rows/all.js';
import { runFault } from './run-fault.js';

describe('whatever fails, the application runs on', { concurrency: 4 }, () => {
  for (const fault of FAULTS.filter(({ isSlow }) => isSlow !== true)) {
    it(fault.name, async (test) => {
      const result = await runFault(fault);
      if ('impossible' in result) test.skip(result.impossible);
      else assert.deepEqual(result.harms, [], result.watched.said.join('\n'));
    });
  }

  it('every fault has a sentence of its own', () => {
    assert.equal(new Set(FAULTS.map(({ name }) => name)).size, FAULTS.length);
  });
});
