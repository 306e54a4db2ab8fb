import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as Errors from '../src/errors.js';
import { HeapgaugeError, invalidOption, reasonOf } from '../src/errors.js';

/** The same module once more, as a second installed copy of the package would have it. */
async function secondCopy(): Promise<typeof Errors> {
  return (await import(new URL('../src/errors.js?copy', import.meta.url).href)) as typeof Errors;
}

describe('HeapgaugeError', () => {
  it('carries a code, its name and a cause', () => {
    const cause = new Error('underneath');
    const error = new HeapgaugeError('ERR_HEAPGAUGE_STARTER_UNAVAILABLE', 'no starter', { cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'HeapgaugeError');
    assert.equal(error.code, 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE');
    assert.equal(error.message, 'no starter');
    assert.equal(error.cause, cause);
  });

  it('is an instance of the class of another copy, both ways round', async () => {
    const copy = await secondCopy();
    assert.notEqual(copy.HeapgaugeError, HeapgaugeError);
    assert.ok(copy.invalidOption('a', 1, 'text') instanceof HeapgaugeError);
    assert.ok(invalidOption('a', 1, 'text') instanceof copy.HeapgaugeError);
  });

  it('has no other error, object or primitive among its instances', () => {
    for (const other of [new Error('plain'), new TypeError('typed'), {}, null, undefined, 'ERR_HEAPGAUGE', 1]) {
      assert.equal(other instanceof HeapgaugeError, false);
    }
  });

  it('does not show the mark it is known by', () => {
    assert.deepEqual(Object.keys(invalidOption('a', 1, 'text')).sort(), ['code', 'name']);
  });
});

describe('invalidOption', () => {
  for (const [given, shown] of [
    ['12 apples', '"12 apples"'],
    [-3, '-3'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ secret: 'hidden' }, 'an object'],
    [['hidden'], 'an array'],
  ] as const) {
    it(`shows ${shown} for what was given`, () => {
      assert.equal(invalidOption('period', given, 'a duration').message, `period: got ${shown}, expected a duration`);
    });
  }
});

describe('reasonOf', () => {
  it('gives the first line of an error’s message', () => {
    assert.equal(reasonOf(new Error('Cannot find module\nRequire stack:\n- /srv')), 'Cannot find module');
  });

  it('gives the first line of anything else thrown', () => {
    assert.equal(reasonOf('plain\ntext'), 'plain');
    assert.equal(reasonOf(undefined), 'undefined');
  });
});
