import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { earlyPhrase, leakSentence } from '../../src/report/sentences.js';
import { suspectLines } from '../../src/report/suspect-lines.js';
import { sampleSuspect } from '../support/sample-report.js';

describe('a leak that was judged before it had lasted for a span', () => {
  for (const [reason, said] of [
    ['room-taken', 'judged early, as it has taken a quarter of the room under the limit'],
    ['room-ending', 'judged early, as it would fill the room under the limit within the span of the verdict'],
  ] as const) {
    it(`the texts say of ${reason} why it was judged early, and what could look the same`, () => {
      const suspect = sampleSuspect({ reason });
      for (const text of [leakSentence(suspect), suspectLines(suspect).join('\n')]) {
        assert.ok(text.includes(said), text);
        assert.match(text, /a cache that fills stops at its bound, and what a rising load takes goes with the load/);
      }
    });
  }

  it('the texts say nothing of that once the growth has lasted for a span', () => {
    assert.deepEqual(earlyPhrase(sampleSuspect({ reason: 'lasting' })), []);
  });
});
