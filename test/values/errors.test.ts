import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as Errors from '../../src/values/errors.js';
import { HeapgaugeError, invalidOption, printable, quoted, reasonOf } from '../../src/values/errors.js';

/** The same module once more, as a second installed copy of the package would have it. */
async function secondCopy(): Promise<typeof Errors> {
  return (await import(new URL('../../src/values/errors.js?copy', import.meta.url).href)) as typeof Errors;
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

describe('a text in a message', () => {
  it('is shown on one line, its characters that do not show as what they are', () => {
    assert.equal(
      printable('a\tb\n\u0000\u009b\u2028\ufeff"größe" 💥 \ud83d'),
      'a\\tb\\n\\u0000\\u{9b}\\u{2028}\\u{feff}"größe" 💥 \\ud83d',
    );
    assert.equal(quoted('"a"\n\\'), '"\\"a\\"\\n\\\\"');
  });

  it('is shown with its begin and its end where it is long', () => {
    assert.equal(printable('abcdefghij', 4), 'ab…ij');
    assert.equal(quoted('abcdefghij', 4), '"ab…ij"');
    assert.ok(quoted('\u0000'.repeat(1e6)).length < 110);
    assert.ok(printable('\u0000'.repeat(1e6)).length < 210);
  });

  it('is cut in the name of an option as well', () => {
    assert.ok(invalidOption('n'.repeat(1e6), 'g'.repeat(1e6), 'text').message.length < 350);
  });
});

describe('reasonOf', () => {
  it('never throws, whatever was thrown', () => {
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

  it('gives the first line of an error’s message', () => {
    assert.equal(reasonOf(new Error('Cannot find module\nRequire stack:\n- /srv')), 'Cannot find module');
  });

  it('gives the first line of anything else thrown', () => {
    assert.equal(reasonOf('plain\ntext'), 'plain');
    assert.equal(reasonOf(undefined), 'undefined');
  });
});
