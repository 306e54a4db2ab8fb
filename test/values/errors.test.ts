import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as Errors from '../../src/values/errors.js';
import { HeapgaugeError, invalidOption, reasonOf } from '../../src/values/errors.js';

/** Loads the module once more, as a second installed copy of the package would. */
async function secondCopy(): Promise<typeof Errors> {
  return (await import(new URL('../../src/values/errors.js?copy', import.meta.url).href)) as typeof Errors;
}

describe('HeapgaugeError', () => {
  it('an error carries its code, its name and its cause', () => {
    const cause = new Error('underneath');
    const error = new HeapgaugeError('ERR_HEAPGAUGE_STARTER_UNAVAILABLE', 'no starter', { cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'HeapgaugeError');
    assert.equal(error.code, 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE');
    assert.equal(error.message, 'no starter');
    assert.equal(error.cause, cause);
  });

  it('an error of one installed copy of the package is an instance of the class of the other', async () => {
    const copy = await secondCopy();
    assert.notEqual(copy.HeapgaugeError, HeapgaugeError);
    assert.ok(copy.invalidOption('a', 1, 'text') instanceof HeapgaugeError);
    assert.ok(invalidOption('a', 1, 'text') instanceof copy.HeapgaugeError);
  });

  it('no other error, object or primitive is an instance of HeapgaugeError', () => {
    for (const other of [new Error('plain'), new TypeError('typed'), {}, null, undefined, 'ERR_HEAPGAUGE', 1]) {
      assert.equal(other instanceof HeapgaugeError, false);
    }
  });

  it('an error does not list the brand that makes instanceof hold across copies', () => {
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
    it(`invalidOption shows ${shown} for a value of that kind`, () => {
      assert.equal(invalidOption('period', given, 'a duration').message, `period: got ${shown}, expected a duration`);
    });
  }
});

describe('reasonOf', () => {
  it('reasonOf never throws, whatever was thrown', () => {
    const trap = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('trapped');
      },
    });
    const odd: unknown[] = [
      Object.create(null),
      trap,
      Object.assign(new Error('x'), { message: 5 }),
      Symbol('s'),
      null,
    ];
    assert.deepEqual(odd.map(reasonOf), [
      'something that cannot be shown',
      'something that cannot be shown',
      '5',
      'Symbol(s)',
      'null',
    ]);
    assert.ok(reasonOf(new Error('m'.repeat(1e6))).length <= 601);
  });

  it('reasonOf gives the first line of an error’s message', () => {
    assert.equal(reasonOf(new Error('Cannot find module\nRequire stack:\n- /srv')), 'Cannot find module');
  });

  it('reasonOf gives the first line of anything else that was thrown', () => {
    assert.equal(reasonOf('plain\ntext'), 'plain');
    assert.equal(reasonOf(undefined), 'undefined');
  });
});
