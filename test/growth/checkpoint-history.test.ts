import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { looksAWeek, type Checkpoint, CheckpointHistory, spanLengths } from '../../src/growth/checkpoint-history.js';
import { randomFrom } from '../support/random.js';

const SPAN = 3600;
const WEEK = 7 * 86_400;
const LONGEST = Math.max(...spanLengths(SPAN));

/** Marks so often over a week, and what to make of the log after each. */
function week(everySeconds: number, look: (log: CheckpointHistory, mark: Checkpoint) => void): CheckpointHistory {
  const log = new CheckpointHistory(SPAN);
  for (let seconds = everySeconds; seconds <= WEEK; seconds += everySeconds) look(log, log.add(seconds));
  return log;
}

/** Seconds between neighbours, the oldest first. */
function gapsOf(log: CheckpointHistory): number[] {
  return log.all.slice(1).map(({ seconds }, n) => seconds - (log.all[n]?.seconds ?? 0));
}

describe('marks', () => {
  it('are numbered without gaps, whatever is dropped', () => {
    let made = 0;
    week(15, (log, { number }) => {
      assert.equal(number, made);
      assert.equal(log.latestNumber, made);
      made += 1;
    });
    assert.equal(new CheckpointHistory(SPAN).latestNumber, -1);
  });

  it('stand in order, the latest last', () => {
    week(60, (log, mark) => {
      assert.equal(log.all.at(-1), mark);
      assert.ok(gapsOf(log).every((gap) => gap > 0));
    });
  });

  it('that are few are all kept', () => {
    const log = new CheckpointHistory(SPAN);
    for (const seconds of [1000, 2000, 3000, 4000]) log.add(seconds);
    assert.deepEqual(
      log.all.map(({ seconds }) => seconds),
      [1000, 2000, 3000, 4000],
    );
  });
});

for (const everySeconds of [1, 15, 100, 299, 600, 3000, SPAN * 3]) {
  describe(`marks of a week, one every ${everySeconds} s`, () => {
    it('are bounded in number', () => {
      week(everySeconds, (log) => {
        assert.ok(log.all.length <= 64, `${log.all.length} marks`);
      });
    });

    it('reach back as far as the longest span, and not much further', () => {
      let oldest = 0;
      const log = week(everySeconds, ({ all }, { seconds }) => {
        oldest = seconds - (all[0]?.seconds ?? 0);
        const madeSoFar = seconds - everySeconds;
        assert.ok(oldest >= Math.min(madeSoFar, LONGEST), `${oldest} s of ${madeSoFar}`);
      });
      assert.ok(oldest < 1.5 * LONGEST + everySeconds);
      assert.ok(log.all.length > 0);
    });

    it('leave no gap wider than a part of what it is ago, or than marks come', () => {
      const log = week(everySeconds, () => undefined);
      const now = log.all.at(-1)?.seconds ?? 0;
      gapsOf(log).forEach((gap, n) => {
        const age = now - (log.all[n]?.seconds ?? 0);
        assert.ok(gap <= Math.max(everySeconds, SPAN / 5, age / 3), `${gap} s wide, ${age} s ago`);
      });
    });

    it('share columns with no other and use dropped ones again', () => {
      let mostColumn = 0;
      let mostMarks = 0;
      week(everySeconds, ({ all }, { column }) => {
        mostColumn = Math.max(mostColumn, column);
        mostMarks = Math.max(mostMarks, all.length);
        assert.equal(new Set(all.map((mark) => mark.column)).size, all.length);
      });
      assert.ok(mostColumn < mostMarks + 1, `column ${mostColumn} for ${mostMarks} marks`);
    });
  });
}

describe('marks at random times', () => {
  it('keep their columns for life and are never made again', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const log = new CheckpointHistory(SPAN);
      const columnOf = new Map<number, number>();
      let last: readonly Checkpoint[] = [];
      for (let seconds = 0, n = 0; n < 3000; n += 1) {
        seconds += random.exponential(n % 500 < 400 ? 60 : 5000);
        const added = log.add(seconds);
        columnOf.set(added.number, added.column);
        for (const mark of log.all) {
          assert.equal(columnOf.get(mark.number), mark.column);
          assert.ok(mark === added || last.includes(mark));
        }
        last = log.all;
      }
    }
  });
});

describe('the lengths of spans', () => {
  it('double with every second one, from the shortest to sixty-four times it', () => {
    const lengths = spanLengths(10);
    assert.deepEqual(
      lengths.filter((_, n) => n % 2 === 0),
      [10, 20, 40, 80, 160, 320, 640],
    );
    assert.deepEqual(
      lengths,
      [...lengths].sort((a, b) => a - b),
    );
  });

  it('are looked at the less often a week the longer they are', () => {
    assert.ok(looksAWeek(60) > 50 * looksAWeek(3600));
    assert.ok(looksAWeek(SPAN) >= WEEK / SPAN);
  });
});
