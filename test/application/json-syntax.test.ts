import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { syntaxFault } from '../../src/application/json-syntax.js';

function faultOf(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    const { line, column, words } = syntaxFault(text, (error as Error).message);
    return `${line}:${column} ${words}`;
  }
  return assert.fail(`${text} is JSON`);
}

describe('the fault of a text that is not JSON', () => {
  for (const [text, fault] of [
    ['{"period": 1,\n}', '2:1 expected double-quoted property name'],
    ['{"period": 1\r\n "topSites": 2}', "2:2 expected ',' or '}' after property value"],
    ['{"budgets": [1,\n\n]}', "3:1 unexpected token ']'"],
    ['{"period":\n  15s}', "2:5 expected ',' or '}' after property value"],
    ['{"period": soon}', "1:12 unexpected token 's'"],
    ['{"period": ,}', "1:12 unexpected token ','"],
    ['{"period": \'15s\'}', "1:12 unexpected token '''"],
    ['{"a": "at position 2",\n"b": x}', "2:6 unexpected token 'x'"],
    ['{"a": "b\nc"}', '1:9 bad control character in string literal'],
    ['{} {}', '1:4 unexpected non-whitespace character after JSON'],
    ['// why', "1:1 unexpected token '/'"],
    ['', '1:1 it ends too early'],
    ['{"period": "15s', '1:16 it ends too early'],
    ['{"leak": {\n', '2:1 it ends too early'],
  ] as const) {
    it(`a text that is not JSON has its fault placed by line and column: ${JSON.stringify(text)}`, () => {
      assert.equal(faultOf(text), fault);
    });
  }

  it('the fault shows nothing of what stands around it, which may be a secret', () => {
    assert.equal(faultOf('{"authorization": secret}'), "1:19 unexpected token 's'");
    assert.equal(faultOf('{"authorization": "secret" "secret"}'), "1:28 expected ',' or '}' after property value");
  });

  it('the fault is one short message without characters that a terminal obeys', () => {
    assert.equal(faultOf('{"a": \u001b[31m}'), "1:7 unexpected token '\\u001b'");
    assert.equal(faultOf('['.repeat(2 ** 20)), `1:${2 ** 20 + 1} it ends too early`);
  });

  it('the fault is found at the end of the largest file', () => {
    const text = `[${'"x",'.repeat(2 ** 18 - 1)}x]`;
    assert.equal(faultOf(text), `1:${text.length - 1} unexpected token 'x'`);
  });
});
