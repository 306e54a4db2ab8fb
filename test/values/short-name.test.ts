import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shortName, shortText } from '../../src/values/short-name.js';

describe('a short name', () => {
  it('a name of usual length stays as it is', () => {
    for (const name of ['', 'MemoryStore.set', 'größe', '取得', '💥', 'x'.repeat(200)])
      assert.equal(shortName(name), name);
  });

  it('a long name keeps its start and its end, at the length that is allowed', () => {
    const name = shortName(`start${'x'.repeat(100_000)}end`);
    assert.match(name, /^startx+…[0-9a-f]{10}…x+end$/);
    assert.equal(name.length, 200);
  });

  it('two long names that differ in one character of their middle stay two, and each is always the same', () => {
    const name = (middle: string): string => `${'a'.repeat(50_000)}${middle}${'b'.repeat(50_000)}`;
    const names = ['', 'x', 'y', '\ud800', '\ud801'].map((middle) => shortName(name(middle)));
    assert.equal(new Set(names).size, names.length);
    assert.equal(shortName(name('x')), names[1]);
  });

  it('what a terminal obeys, what turns the direction, what does not show and half a character are escapes', () => {
    assert.equal(
      shortName('a\u001b[31m\r\n\u009b\u202e\u2066\u200b\ufeff\ud83db'),
      'a\\u001b[31m\\r\\n\\u{9b}\\u{202e}\\u{2066}\\u{200b}\\u{feff}\\ud83db',
    );
  });

  it('a name of nothing but escapes is short as well', () => {
    assert.ok(shortName('\u202e'.repeat(1e6)).length <= 200);
    assert.ok(shortName('\u202e'.repeat(150)).length <= 200);
  });

  it('a cut between the halves of a character leaves no half', () => {
    for (const shift of ['', 'x']) assert.doesNotMatch(shortName(`${shift}${'💥'.repeat(1000)}`), /\p{Cs}/u);
  });

  it('a text may be of another length', () => {
    assert.equal(shortText('x'.repeat(1001), 1000).length, 1000);
    assert.equal(shortText('\u001b'.repeat(1000), 1000), '\u001b'.repeat(1000));
  });
});
