import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointHistory } from '../../src/growth/checkpoint-history.js';
import { EVALUATIONS_PER_SPAN } from '../../src/growth/constants.js';
import { EvaluationSchedule } from '../../src/growth/evaluation-schedule.js';
import { spanLengths, spansOf } from '../../src/growth/spans.js';
import { evaluationsPerWeek } from '../../src/growth/thresholds.js';

const SPAN = 3600;
const WEEK = 7 * 86_400;

/** Evaluates spans at a checkpoint every so many seconds for a week; gives the times at which each length was. */
function evaluatedIn(everySeconds: number): ReadonlyMap<number, readonly number[]> {
  const times = new Map<number, number[]>(spanLengths(SPAN).map((length) => [length, []]));
  const history = new CheckpointHistory(SPAN);
  const schedule = new EvaluationSchedule();
  for (let seconds = everySeconds; seconds <= WEEK; seconds += everySeconds) {
    history.add(seconds);
    for (const { askedSeconds } of schedule.takeDue(spansOf(history.all, SPAN))) times.get(askedSeconds)?.push(seconds);
  }
  return times;
}

describe('EvaluationSchedule', () => {
  for (const everySeconds of [15, 100, 400]) {
    it(`spans are evaluated no more often than the false alarms are divided among, with a checkpoint every ${everySeconds} s`, () => {
      const evaluated = evaluatedIn(everySeconds);
      const made = [...evaluated.values()].reduce((sum, times) => sum + times.length, 0);
      const accounted = evaluationsPerWeek(spanLengths(SPAN));
      assert.ok(made <= accounted, `${made} of ${accounted}`);
      for (const [length, times] of evaluated) {
        assert.ok(times.length > 0, `never over ${length} s`);
        for (const [n, seconds] of times.slice(1).entries())
          assert.ok(seconds - (times[n] ?? 0) >= length / EVALUATIONS_PER_SPAN);
      }
    });
  }

  it('a span is evaluated as soon as the history reaches back over it', () => {
    const evaluated = evaluatedIn(15);
    for (const [length, [first = Infinity]] of evaluated) assert.ok(first <= length + 0.4 * length, `${length} s`);
    assert.equal(evaluated.get(SPAN)?.[0], SPAN + 15);
  });
});
