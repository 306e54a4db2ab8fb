import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { invalidOption } from '../../src/values/errors.js';
import { printable, quoted } from '../../src/values/printable.js';

describe('printable and quoted', () => {
  it('text in a message stands on one line, and characters that do not show are written as escapes', () => {
    assert.equal(
      printable('a\tb\n\u0000\u009b\u2028\ufeff"größe" 💥 \ud83d'),
      'a\\tb\\n\\u0000\\u{9b}\\u{2028}\\u{feff}"größe" 💥 \\ud83d',
    );
    assert.equal(quoted('"a"\n\\'), '"\\"a\\"\\n\\\\"');
  });

  it('long text in a message is shown by its start and its end', () => {
    assert.equal(printable('abcdefghij', 4), 'ab…ij');
    assert.equal(quoted('abcdefghij', 4), '"ab…ij"');
    assert.ok(quoted('\u0000'.repeat(1e6)).length < 110);
    assert.ok(printable('\u0000'.repeat(1e6)).length < 210);
  });

  it('the long name of an option is cut in a message as well', () => {
    assert.ok(invalidOption('n'.repeat(1e6), 'g'.repeat(1e6), 'text').message.length < 350);
  });
});
