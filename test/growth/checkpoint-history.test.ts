import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointHistory } from '../../src/growth/checkpoint-history.js';
import type { Checkpoint } from '../../src/growth/checkpoint.js';
import { spanLengths } from '../../src/growth/spans.js';
import { randomFrom } from '../support/random.js';

const SPAN = 3600;
const WEEK = 7 * 86_400;
const LONGEST = Math.max(...spanLengths(SPAN));

/** Adds checkpoints so often over a week, and calls back after each. */
function week(
  everySeconds: number,
  onAdded: (history: CheckpointHistory, checkpoint: Checkpoint) => void,
): CheckpointHistory {
  const history = new CheckpointHistory(SPAN);
  for (let seconds = everySeconds; seconds <= WEEK; seconds += everySeconds) onAdded(history, history.add(seconds));
  return history;
}

/** Seconds between neighbours, the oldest first. */
function gapsOf(history: CheckpointHistory): number[] {
  return history.all.slice(1).map(({ seconds }, n) => seconds - (history.all[n]?.seconds ?? 0));
}

describe('CheckpointHistory', () => {
  it('the history numbers checkpoints without gaps, whatever is dropped', () => {
    let made = 0;
    week(15, (history, { number }) => {
      assert.equal(number, made);
      assert.equal(history.latest?.number, made);
      made += 1;
    });
    assert.equal(new CheckpointHistory(SPAN).latest, undefined);
  });

  it('the history keeps checkpoints in order, the latest last', () => {
    week(60, (history, checkpoint) => {
      assert.equal(history.all.at(-1), checkpoint);
      assert.ok(gapsOf(history).every((gap) => gap > 0));
    });
  });

  it('the history keeps all checkpoints that are few', () => {
    const history = new CheckpointHistory(SPAN);
    for (const seconds of [1000, 2000, 3000, 4000]) history.add(seconds);
    assert.deepEqual(
      history.all.map(({ seconds }) => seconds),
      [1000, 2000, 3000, 4000],
    );
  });
});

for (const everySeconds of [1, 15, 100, 299, 600, 3000, SPAN * 3]) {
  describe(`a history of a week with a checkpoint every ${everySeconds} s`, () => {
    it(`the history keeps at most 100 checkpoints of a week of one every ${everySeconds} s`, () => {
      week(everySeconds, (history) => {
        assert.ok(history.all.length <= 100, `${history.all.length} checkpoints`);
      });
    });

    it(`the history reaches back about as far as the longest span with a checkpoint every ${everySeconds} s`, () => {
      let oldest = 0;
      const history = week(everySeconds, ({ all }, { seconds }) => {
        oldest = seconds - (all[0]?.seconds ?? 0);
        const madeSoFar = seconds - everySeconds;
        assert.ok(oldest >= Math.min(madeSoFar, LONGEST), `${oldest} s of ${madeSoFar}`);
      });
      assert.ok(oldest < 1.5 * LONGEST + everySeconds);
      assert.ok(history.all.length > 0);
    });

    it(`the history leaves no gap wider than a part of its age with a checkpoint every ${everySeconds} s`, () => {
      const history = week(everySeconds, () => undefined);
      const now = history.all.at(-1)?.seconds ?? 0;
      gapsOf(history).forEach((gap, n) => {
        const age = now - (history.all[n]?.seconds ?? 0);
        assert.ok(gap <= Math.max(everySeconds, SPAN / 5, age / 3), `${gap} s wide, ${age} s ago`);
      });
    });

    it(`the history gives each column to one checkpoint at a time, with a checkpoint every ${everySeconds} s`, () => {
      let mostColumn = 0;
      let mostCheckpoints = 0;
      week(everySeconds, ({ all }, { column }) => {
        mostColumn = Math.max(mostColumn, column);
        mostCheckpoints = Math.max(mostCheckpoints, all.length);
        assert.equal(new Set(all.map((checkpoint) => checkpoint.column)).size, all.length);
      });
      assert.ok(mostColumn < mostCheckpoints + 1, `column ${mostColumn} for ${mostCheckpoints} checkpoints`);
    });
  });
}

describe('the latest minutes of a history', () => {
  for (const age of [60, 600, 3600, 86_400]) {
    it(`the history shows the latest minute in parts after ${age} s`, () => {
      const history = new CheckpointHistory(SPAN);
      for (let seconds = 0; seconds <= age; seconds += 15) history.add(seconds);
      const latest = history.all.filter(({ seconds }) => seconds >= age - 60);
      assert.ok(latest.length >= 4, `${latest.length} checkpoints`);
    });
  }
});

describe('a history of checkpoints at random times', () => {
  it('the history leaves a checkpoint its column and brings none back that was dropped', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const history = new CheckpointHistory(SPAN);
      const columnOf = new Map<number, number>();
      let last: readonly Checkpoint[] = [];
      for (let seconds = 0, n = 0; n < 3000; n += 1) {
        seconds += random.exponential(n % 500 < 400 ? 60 : 5000);
        const added = history.add(seconds);
        columnOf.set(added.number, added.column);
        for (const checkpoint of history.all) {
          assert.equal(columnOf.get(checkpoint.number), checkpoint.column);
          assert.ok(checkpoint === added || last.includes(checkpoint));
        }
        last = history.all;
      }
    }
  });
});

describe('the oldest checkpoint kept since a number', () => {
  it('the oldest checkpoint kept since a number is the one of that number, or the next that was kept where it has been dropped', () => {
    const history = week(60, () => undefined);
    const kept = history.all;
    const latest = history.latest?.number ?? 0;
    for (let number = 0; number <= latest; number += 1)
      assert.equal(
        history.firstSince(number),
        kept.find((checkpoint) => checkpoint.number >= number),
      );
    assert.equal(history.firstSince(latest + 1), undefined);
  });

  it('the oldest checkpoint kept since a number changes when a later checkpoint makes it drop', () => {
    const history = new CheckpointHistory(SPAN);
    for (const seconds of [1, 2, 3]) history.add(seconds);
    assert.equal(history.firstSince(1)?.number, 1);
    history.add(100);
    assert.equal(history.firstSince(1)?.number, 2);
  });
});
