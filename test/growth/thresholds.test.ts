import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { looksAWeek } from '../../src/growth/checkpoint-history.js';
import { falseAlarmProbability } from '../../src/growth/thresholds.js';
import { THRESHOLDS } from '../support/scripted-heap.js';

describe('the probability that one look mistakes chance for growth', () => {
  for (const sites of [1, 50, 200, 10_000]) {
    it(`adds up to no more than the calls allowed a week, at ${sites} sites`, () => {
      const probability = falseAlarmProbability(THRESHOLDS, sites);
      const calls = probability * sites * looksAWeek(THRESHOLDS.spanSeconds);
      assert.ok(calls <= THRESHOLDS.falseAlarmsPerWeek * (1 + 1e-12), `${calls} calls a week`);
      assert.ok(probability > 0);
    });
  }

  it('is all of what is allowed where there are many sites', () => {
    const calls = falseAlarmProbability(THRESHOLDS, 3000) * 3000 * looksAWeek(THRESHOLDS.spanSeconds);
    assert.ok(Math.abs(calls / THRESHOLDS.falseAlarmsPerWeek - 1) < 1e-9);
  });

  it('does not hang on how many sites there are while they are few', () => {
    assert.equal(falseAlarmProbability(THRESHOLDS, 1), falseAlarmProbability(THRESHOLDS, 20));
  });

  it('is the smaller the shorter the span, which is looked at more often', () => {
    assert.ok(
      falseAlarmProbability({ ...THRESHOLDS, spanSeconds: 60 }, 50) < falseAlarmProbability(THRESHOLDS, 50) / 50,
    );
  });

  it('is small, however many false alarms are allowed', () => {
    assert.ok(falseAlarmProbability({ ...THRESHOLDS, spanSeconds: 86_400, falseAlarmsPerWeek: 100 }, 1) <= 0.01);
  });
});
