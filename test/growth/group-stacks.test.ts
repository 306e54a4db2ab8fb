import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundedStacks } from '../../src/growth/group-stacks.js';
import { scriptedStacks } from '../support/scripted-stacks.js';

/** Bounds samples of so many bytes to an eighth of all, and gives what they count for. */
function bounded(...bytes: readonly number[]): number[] {
  return boundedStacks(scriptedStacks(...bytes.map((one) => `save ${one}`)), 1 / 8).map((stack) => stack.bytes);
}

describe('single samples among few', () => {
  it('samples that are alike count for what they stand for', () => {
    const alike = Array.from({ length: 9 }, () => 128);
    assert.deepEqual(bounded(...alike), alike);
  });

  it('a sample of a large object counts for an eighth of all', () => {
    assert.deepEqual(bounded(3000, 100, 100, 100, 100, 100, 100, 100), [100, 100, 100, 100, 100, 100, 100, 100]);
    const [large = 0, ...others] = bounded(5000, ...Array.from({ length: 14 }, () => 100));
    assert.equal(large, 200);
    assert.deepEqual(new Set(others), new Set([100]));
  });

  it('several of large objects count for an eighth each, and a smaller one for what it stands for', () => {
    const [first, second, third] = bounded(9000, 4000, 180, ...Array.from({ length: 12 }, () => 100));
    assert.deepEqual([first, second, third], [230, 230, 180]);
  });
});
