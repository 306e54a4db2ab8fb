import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastKnown } from '../../src/values/last-known.js';

/** Makes a reading of these values, one after the other, in which an error is thrown. */
function readingOf(values: readonly unknown[]): () => number | undefined {
  const left = [...values];
  return lastKnown(() => () => {
    const value = left.shift();
    if (value instanceof Error) throw value;
    return value;
  });
}

describe('a reading that survives what fails in it', () => {
  it('a reading gives what is read, each time anew', () => {
    const read = readingOf([5, 7]);
    assert.deepEqual([read(), read()], [5, 7]);
  });

  it('the last value stands where the reading throws', () => {
    const read = readingOf([5, new Error('EMFILE'), 7]);
    assert.deepEqual([read(), read(), read()], [5, 5, 7]);
  });

  for (const rubbish of [0, -1, NaN, Infinity, '5', 5n, null, undefined]) {
    it(`the last value stands where ${String(rubbish)} of type ${typeof rubbish} is read`, () => {
      const read = readingOf([5, rubbish]);
      assert.deepEqual([read(), read()], [5, 5]);
    });
  }

  it('a reading goes on with the function that it captured', () => {
    const source = { read: () => 5 };
    const read = lastKnown(() => source.read);
    source.read = () => 7;
    assert.equal(read(), 5);
  });

  it('a reading gives nothing where there was nothing to capture', () => {
    const missing = {} as { read: { rss: () => number } };
    assert.equal(lastKnown(() => missing.read.rss)(), undefined);
  });

  it('a reading gives nothing before one has succeeded', () => {
    assert.equal(readingOf([new Error('EMFILE')])(), undefined);
  });
});
