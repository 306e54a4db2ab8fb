import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addSample, emptyTally } from '../../src/snapshot/estimate.js';
import { lessTally, TallyColumns } from '../../src/growth/tally-columns.js';
import { randomFrom } from '../support/random.js';
import { below } from '../support/random-snapshot.js';

const TALLY = { samples: 3, bytes: 300, variance: 20_000, squares: 30_000 };

describe('tallies in columns', () => {
  it('are empty until they are set', () => {
    const columns = new TallyColumns();
    assert.deepEqual(columns.tally(0), emptyTally());
    assert.deepEqual(columns.tally(1000), emptyTally());
    assert.equal(columns.bytes(1000), 0);
    assert.equal(columns.squares(1000), 0);
  });

  it('come back as they were put in, and leave the others as they were', () => {
    const columns = new TallyColumns();
    columns.set(2, TALLY);
    columns.set(40, { ...TALLY, samples: 4 });
    assert.deepEqual(columns.tally(2), TALLY);
    assert.deepEqual([columns.bytes(2), columns.squares(2)], [300, 30_000]);
    assert.equal(columns.tally(40).samples, 4);
    assert.deepEqual(columns.tally(3), emptyTally());
  });

  it('are replaced when a column is used again', () => {
    const columns = new TallyColumns();
    columns.set(2, TALLY);
    columns.set(2, emptyTally());
    assert.deepEqual(columns.tally(2), emptyTally());
  });

  it('add samples up as a tally does', () => {
    const random = randomFrom(1);
    const columns = new TallyColumns();
    const tallies = Array.from({ length: 20 }, emptyTally);
    for (let n = 0; n < 500; n += 1) {
      const [column, weightBytes, variance] = [below(random, 20), below(random, 1000), below(random, 1000)];
      columns.add(column, weightBytes, variance);
      addSample(tallies[column] ?? emptyTally(), weightBytes, variance);
    }
    tallies.forEach((tally, column) => {
      assert.deepEqual(columns.tally(column), tally);
    });
  });

  it('add up what is before each', () => {
    const columns = new TallyColumns();
    columns.set(0, TALLY);
    columns.set(2, { samples: 1, bytes: 10, variance: 50, squares: 100 });
    columns.accumulate(4);
    const all = { samples: 4, bytes: 310, variance: 20_050, squares: 30_100 };
    assert.deepEqual(
      [0, 1, 2, 3].map((column) => columns.tally(column)),
      [TALLY, TALLY, all, all],
    );
  });

  it('are empty once cleared', () => {
    const columns = new TallyColumns();
    columns.set(7, TALLY);
    columns.clear();
    assert.deepEqual(columns.tally(7), emptyTally());
  });
});

describe('a tally less a part of it', () => {
  it('is the rest', () => {
    const part = { samples: 1, bytes: 100, variance: 5000, squares: 10_000 };
    assert.deepEqual(lessTally(TALLY, part), { samples: 2, bytes: 200, variance: 15_000, squares: 20_000 });
  });

  it('is nothing at all where the part is the whole, whatever was rounded on the way', () => {
    assert.deepEqual(lessTally(TALLY, { ...TALLY, bytes: 300 + 1e-9, variance: 19_999.999 }), emptyTally());
  });

  it('has no variance below zero', () => {
    const { variance, squares } = lessTally(TALLY, {
      samples: 2,
      bytes: 200,
      variance: 20_000.001,
      squares: 30_000.001,
    });
    assert.deepEqual([variance, squares], [0, 0]);
  });
});
