import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkedCollections, type ToldCollections } from '../../src/sampler/marked-collections.js';

/** Takes in a read, and gives what it tells. @param madeSeconds when marks were made before it, where they were */
function note(
  marked: MarkedCollections,
  startSeconds: number,
  [young, old]: readonly [number, number],
  madeSeconds?: number,
): ToldCollections {
  return marked.note({ startSeconds, markedSeconds: madeSeconds, profile: { marks: { young, old } } });
}

describe('collections that marks tell', () => {
  it('a mark in the old generation that is gone tells a major collection since it was made', () => {
    const marked = new MarkedCollections();
    assert.equal(marked.lacksOld, true);
    assert.equal(note(marked, 11, [1, 1], 10).major, undefined);
    assert.equal(marked.lacksOld, false);
    assert.equal(note(marked, 21, [1, 1]).major, undefined);
    assert.deepEqual(note(marked, 31, [0, 0]).major, { startSeconds: 10, endSeconds: 31 });
    assert.equal(marked.lacksOld, true);
  });

  it('a mark of which no sample was taken tells nothing, and another one is wanted', () => {
    const marked = new MarkedCollections();
    assert.equal(note(marked, 11, [0, 0], 10).major, undefined);
    assert.deepEqual([marked.lacksYoung, marked.lacksOld], [true, true]);
    assert.equal(note(marked, 21, [0, 0]).major, undefined);
  });

  it('what was there before two collections of the young generation that marks have told is tenured', () => {
    const marked = new MarkedCollections();
    assert.equal(note(marked, 11, [1, 1], 10).tenuredSeconds, null);
    assert.equal(note(marked, 21, [0, 1]).tenuredSeconds, null);
    assert.equal(marked.lacksYoung, true);
    assert.equal(note(marked, 31, [1, 1], 30).tenuredSeconds, null);
    // The second one began after 30, so what was there before 10 has survived both.
    assert.equal(note(marked, 41, [0, 1]).tenuredSeconds, 10);
    assert.equal(note(marked, 51, [1, 1], 50).tenuredSeconds, 10);
    assert.equal(note(marked, 61, [0, 1]).tenuredSeconds, 30);
  });

  it('a mark that is made while another is there changes nothing', () => {
    const marked = new MarkedCollections();
    note(marked, 11, [1, 1], 10);
    note(marked, 21, [0, 1]);
    // A young one is wanted again, and the old one is there.
    note(marked, 31, [1, 1], 30);
    assert.deepEqual(note(marked, 41, [1, 0]).major, { startSeconds: 10, endSeconds: 41 });
  });

  it('a profile without marks tells nothing', () => {
    const marked = new MarkedCollections();
    assert.deepEqual(marked.note({ startSeconds: 1, markedSeconds: undefined, profile: {} }), { tenuredSeconds: null });
  });
});
