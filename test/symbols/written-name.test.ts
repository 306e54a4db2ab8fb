import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasMinifiedOwner, withoutOwner, writtenName } from '../../src/symbols/written-name.js';

describe('the name that a function was written with', () => {
  for (const { line, name } of [
    { line: 'const made = @(n) => n;', name: 'made' },
    { line: 'const made = (@n) => n;', name: 'made' },
    { line: 'const made: Make<A> = async @(n) => n;', name: 'made' },
    { line: 'const made = function @(n) {};', name: 'made' },
    { line: 'const made = async function * @(n) {};', name: 'made' },
    { line: '  readonly #made = @(n) => n;', name: '#made' },
    { line: '  made: @(n) => n,', name: 'made' },
    { line: 'return { a, made: @(n) => n };', name: 'made' },
    { line: 'exports.made = @n => n;', name: 'made' },
  ]) {
    it(`${line.replace('@', '')} is called ${name}`, () => {
      assert.equal(writtenName(line.replace('@', ''), line.indexOf('@') + 1), name);
    });
  }

  for (const line of [
    'list.map(@n => n)',
    'list.map((@n) => n)',
    'a ? b : @(n) => n',
    'return @(n) => n',
    '@(n) => n',
  ]) {
    it(`${line.replace('@', '')} has no name`, () => {
      assert.equal(writtenName(line.replace('@', ''), line.indexOf('@') + 1), undefined);
    });
  }

  it('the object that a minifier has assigned a function into is no part of its name', () => {
    assert.equal(withoutOwner('r.made', 'export function made(n) {'), 'made');
    assert.equal(withoutOwner('r.made', 'r.made = function (n) {'), undefined);
    assert.equal(withoutOwner('r.made', 'export default (n) => n;'), undefined);
    assert.deepEqual(
      ['r.made', '$a.made', 'Store.made', 'made'].map((name) => hasMinifiedOwner(name)),
      [true, true, false, false],
    );
  });
});
