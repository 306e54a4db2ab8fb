import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OthersRun } from '../../src/sampler/others-run.js';
import { heapRead } from '../support/heap-reads.js';

describe('a run of somebody else’s profiler', () => {
  it('it is not proven to list live objects only before a sample has left it', () => {
    const run = new OthersRun();
    assert.equal(run.takeIn(heapRead([1, 2, 3])), true);
    run.takeIn(heapRead([1, 2, 3, 4]));
    assert.equal(run.isProven, false);
    run.takeIn(heapRead([1, 3, 4, 5]));
    assert.equal(run.isProven, true);
    run.takeIn(heapRead([1, 3, 4, 5]));
    assert.equal(run.isProven, true);
  });

  it('a read that lists more than the heap holds is refused', () => {
    const read = heapRead(Array.from({ length: 1000 }, (_, n) => n + 1));
    assert.equal(new OthersRun().takeIn({ ...read, heapUsedBytes: 2e6 }), true);
    assert.equal(new OthersRun().takeIn({ ...read, heapUsedBytes: 3e5 }), false);
  });
});
