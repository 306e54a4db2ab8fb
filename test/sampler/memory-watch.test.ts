import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryWatch } from '../../src/sampler/memory-watch.js';

function after(...memoryBytes: readonly number[]): boolean[] {
  const watch = new MemoryWatch();
  return memoryBytes.map((bytes) => watch.isExceeded({ sampler: { memoryBytes: bytes, memoryLimitBytes: 100 } }));
}

describe('the watch over the memory of the sampler', () => {
  it('a sampler that holds more than twice its limit in ten reports in a row gives up', () => {
    assert.equal(after(...new Array<number>(10).fill(201)).indexOf(true), 9);
  });

  it('a sampler that holds twice its limit does not give up', () => {
    assert.ok(!after(...new Array<number>(100).fill(200)).includes(true));
  });

  it('a sampler that holds too much after one read does not give up', () => {
    assert.ok(!after(...new Array<number>(9).fill(900), 20, ...new Array<number>(9).fill(900)).includes(true));
  });
});
