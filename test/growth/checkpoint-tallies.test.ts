import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointTallies } from '../../src/growth/checkpoint-tallies.js';
import type { Checkpoint } from '../../src/growth/checkpoint.js';
import { addSample, emptyTally } from '../../src/snapshot/estimate.js';
import { below } from '../support/random-snapshot.js';
import { randomFrom } from '../support/random.js';

/** A checkpoint whose data lie in a column. */
function at(column: number): Checkpoint {
  return { number: 100 + column, seconds: 1000 + column, column };
}

const TALLY = { samples: 3, bytes: 300, variance: 20_000, squares: 30_000 };

describe('CheckpointTallies', () => {
  it('a table of tallies has an empty tally for a checkpoint that none was set for', () => {
    const tallies = new CheckpointTallies();
    assert.deepEqual(tallies.tally(at(0)), emptyTally());
    assert.deepEqual(tallies.tally(at(1000)), emptyTally());
    assert.equal(tallies.bytes(at(1000)), 0);
    assert.equal(tallies.squares(at(1000)), 0);
  });

  it('a table of tallies gives back what was set for a checkpoint, and leaves the others as they were', () => {
    const tallies = new CheckpointTallies();
    tallies.set(at(2), TALLY);
    tallies.set(at(40), { ...TALLY, samples: 4 });
    assert.deepEqual(tallies.tally(at(2)), TALLY);
    assert.deepEqual([tallies.bytes(at(2)), tallies.squares(at(2))], [300, 30_000]);
    assert.equal(tallies.tally(at(40)).samples, 4);
    assert.deepEqual(tallies.tally(at(3)), emptyTally());
  });

  it('a table of tallies replaces the tally of a dropped checkpoint whose column is used again', () => {
    const tallies = new CheckpointTallies();
    tallies.set(at(2), TALLY);
    tallies.set(at(2), emptyTally());
    assert.deepEqual(tallies.tally(at(2)), emptyTally());
  });

  it('a table of tallies adds samples up as a tally does', () => {
    const random = randomFrom(1);
    const tallies = new CheckpointTallies();
    const expected = Array.from({ length: 20 }, emptyTally);
    for (let n = 0; n < 500; n += 1) {
      const [column, weightBytes, variance] = [below(random, 20), below(random, 1000), below(random, 1000)];
      tallies.addSample(at(column), weightBytes, variance);
      addSample(expected[column] ?? emptyTally(), weightBytes, variance);
    }
    expected.forEach((tally, column) => {
      assert.deepEqual(tallies.tally(at(column)), tally);
    });
  });

  it('a table of tallies adds up what all checkpoints before each have, in the order of the list', () => {
    const tallies = new CheckpointTallies();
    const checkpoints = [3, 0, 2, 1].map(at);
    tallies.set(at(3), TALLY);
    tallies.set(at(2), { samples: 1, bytes: 10, variance: 50, squares: 100 });
    tallies.accumulate(checkpoints);
    const all = { samples: 4, bytes: 310, variance: 20_050, squares: 30_100 };
    assert.deepEqual(
      checkpoints.map((checkpoint) => tallies.tally(checkpoint)),
      [TALLY, TALLY, all, all],
    );
  });

  it('a table of tallies is empty once cleared', () => {
    const tallies = new CheckpointTallies();
    tallies.set(at(7), TALLY);
    tallies.clear();
    assert.deepEqual(tallies.tally(at(7)), emptyTally());
  });
});
