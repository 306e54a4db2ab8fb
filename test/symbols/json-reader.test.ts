import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBase64, fromPercent } from '../../src/symbols/file-chunks.js';
import { JsonReader } from '../../src/symbols/json-reader.js';
import { unescaped } from '../../src/symbols/unescaped.js';

/** Cuts bytes into pieces of one size. */
function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

const VALUE = {
  skipped: [{ a: ['\\', '"', '\\"', ']}', {}], b: [] }, -1.5e-7, true, null, 'a\\'],
  text: 'é "漢" \\ 🙂 \n',
  'na"me': 12,
  list: ['one', null, 2, '', 'three\\'],
  last: { deep: [[[{}]]] },
};

/** Reads the value with every call of the reader. */
function readValue(json: Buffer, size: number): unknown {
  const reader = new JsonReader(cut(json, size));
  const read: Record<string, unknown> = {};
  reader.object((name) => {
    if (name === 'text') read[name] = reader.string(100);
    else if (name === 'na"me') read[name] = reader.scalar();
    else if (name === 'list') {
      const list: unknown[] = [];
      reader.array(() => list.push(reader.string(100)));
      read[name] = list;
    } else reader.skip();
  });
  return read;
}

describe('the reader of JSON in pieces', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    it(`JSON in pieces of ${size} bytes is read as a whole would be`, () => {
      const expected = {
        text: VALUE.text,
        'na"me': 12,
        list: ['one', undefined, undefined, '', 'three\\'],
      };
      assert.deepEqual(readValue(Buffer.from(JSON.stringify(VALUE)), size), expected);
      assert.deepEqual(readValue(Buffer.from(JSON.stringify(VALUE, null, '\t')), size), expected);
    });

    it(`escapes in pieces of ${size} bytes are decoded`, () => {
      const decode = unescaped();
      const json = Buffer.from('A\\/B\\u002f\\u003B,\\\\C\\"');
      assert.equal(Buffer.concat(cut(json, size).map(decode)).toString(), 'A/B/;,\\C"');
    });

    it(`the data of a URL in pieces of ${size} bytes are decoded`, () => {
      const url = Buffer.from(encodeURIComponent('a é%漢'));
      assert.equal(Buffer.concat([...fromPercent(cut(url, size))]).toString(), 'a é%漢');
      const base64 = Buffer.from(Buffer.from('twelve bytes').toString('base64'));
      assert.equal(Buffer.concat([...fromBase64(cut(base64, 4 * size))]).toString(), 'twelve bytes');
    });
  }

  it('JSON that ends early throws wherever it ends', () => {
    const json = Buffer.from(JSON.stringify(VALUE));
    for (let length = 0; length < json.length; length += 1) {
      assert.throws(() => readValue(json.subarray(0, length), 5), SyntaxError, `${length} bytes`);
    }
  });

  it('a string that is longer than it may be is passed over', () => {
    const reader = new JsonReader([Buffer.from(`["${'x'.repeat(100)}", "short"]`)]);
    const read: unknown[] = [];
    reader.array(() => read.push(reader.string(50)));
    assert.deepEqual(read, [undefined, 'short']);
  });

  it('a percent sign without a byte throws', () => {
    for (const url of ['%', '%4', 'a%zz', '%4%41']) assert.throws(() => [...fromPercent([Buffer.from(url)])], URIError);
  });
});
