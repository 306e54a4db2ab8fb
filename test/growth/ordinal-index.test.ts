import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OrdinalIndex } from '../../src/growth/ordinal-index.js';
import { randomFrom } from '../support/random.js';

describe('OrdinalIndex', () => {
  for (const first of [1, 2 ** 31 - 5000, 2 ** 32 - 5000, 2 ** 50]) {
    it(`the index finds 20,000 ordinals from ${first} on, and no other`, () => {
      const random = randomFrom(1);
      const ordinals = new Float64Array(20_000);
      const index = new OrdinalIndex();
      let ordinal = first;
      for (let row = 0; row < ordinals.length; row += 1) {
        // Even ones alone, so that every other is missing.
        ordinal += 2 * (1 + Math.floor(3 * random.uniform()));
        ordinals[row] = ordinal;
        index.add(row, ordinals);
      }
      ordinals.forEach((one, row) => {
        assert.equal(index.find(one, ordinals), row);
        assert.equal(index.find(one + 1, ordinals), undefined);
      });
    });
  }

  it('the index finds nothing after it was cleared, and what has been added since', () => {
    const ordinals = Float64Array.from({ length: 5000 }, (_, row) => row + 1);
    const index = new OrdinalIndex();
    for (let row = 0; row < 5000; row += 1) index.add(row, ordinals);
    index.clear(1);
    assert.equal(index.find(17, ordinals), undefined);
    index.add(16, ordinals);
    assert.equal(index.find(17, ordinals), 16);
  });
});
