import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULTS } from './rows/all.js';
import { runFault } from './run-fault.js';

/** Every fault that was seen to do harm, and every third of the others: `npm run faults` plays all of them. */
const PLAYED = FAULTS.filter(({ isSlow, seen }, n) => isSlow !== true && (seen === true || n % 3 === 0));

describe('whatever fails, the application runs on', { concurrency: 3 }, () => {
  for (const fault of PLAYED) {
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
