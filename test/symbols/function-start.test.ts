import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNamedIn, startsIn } from '../../src/symbols/function-start.js';

describe('the start of a function in a text', () => {
  const starts = (line: string, at: string, functionName = 'f'): boolean | undefined =>
    startsIn(['', line], { functionName, line: 2, column: line.indexOf(at) + 1 });

  for (const { title, line, at } of [
    { title: 'a declaration starts at its parameters', line: 'function f(a) {', at: '(a)' },
    { title: 'an arrow function starts at its parameters', line: 'const f = (a) => a;', at: '(a)' },
    { title: 'an arrow function starts at its lone parameter', line: 'const f = ä => ä;', at: 'ä =>' },
    { title: 'an asynchronous arrow function starts at async', line: 'const f = async a => a;', at: 'async' },
    { title: 'a constructor without a text starts at its class', line: 'const f = class {};', at: 'class' },
  ]) {
    it(title, () => {
      assert.equal(starts(line, at), true);
    });
  }

  it('a function does not start in the middle of a text, nor beyond its lines', () => {
    assert.equal(starts('  return a + b;', 'return'), false);
    assert.equal(starts('  return a + b;', '+ b'), false);
    assert.equal(startsIn(['a'], { functionName: 'f', line: 1, column: 200 }), false);
    assert.equal(startsIn(['a'], { functionName: 'f', line: 7, column: 3 }), false);
  });

  it('what initializes the fields of a class starts at a field, which may be anywhere', () => {
    for (const line of ['  static a = 1;', '  #a = 1;', '  a = 1;', '  a;', "  ['a'] = 1;"]) {
      for (const functionName of ['C', '']) {
        assert.equal(startsIn(['class C {', line], { functionName, line: 2, column: 3 }), undefined, line);
      }
      assert.equal(startsIn(['class C {', line], { functionName: 'f', line: 2, column: 3 }), false, line);
      assert.equal(startsIn(['', line], { functionName: '', line: 2, column: 3 }), false, line);
    }
    assert.equal(startsIn(['a + b'], { functionName: '<static_initializer>', line: 1, column: 3 }), undefined);
  });

  it('a script’s top level starts at its first column, whatever stands there', () => {
    assert.equal(startsIn(['a + b'], { functionName: '', line: 1, column: 1 }), undefined);
  });

  it('a function’s name stands beside the place that is its own', () => {
    const lines = ['', 'function made() {', '  return 1;', '}', '', 'other();'];
    assert.equal(isNamedIn(lines, { function: 'made', line: 2 }), true);
    assert.equal(isNamedIn(lines, { function: 'Maker.made', line: 2 }), true);
    assert.equal(isNamedIn(lines, { function: 'made', line: 6 }), false);
    assert.equal(isNamedIn(lines, { function: '', line: 6 }), undefined);
    assert.equal(isNamedIn(lines, { function: '<anonymous>', line: 6 }), undefined);
  });
});
