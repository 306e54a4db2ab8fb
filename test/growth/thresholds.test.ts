import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluationsPerWeek, falseAlarmProbability, falseGrowthProbability } from '../../src/growth/thresholds.js';
import { earlySpanLengths, spanLengths } from '../../src/growth/spans.js';
import { THRESHOLDS } from '../support/scripted-heap.js';

describe('falseAlarmProbability', () => {
  for (const sites of [1, 50, 200, 10_000]) {
    it(`the probability of a false alarm adds up to no more than the false alarms allowed a week at ${sites} sites`, () => {
      const probability = falseAlarmProbability(THRESHOLDS, sites);
      const early = falseAlarmProbability(THRESHOLDS, sites, 'site', 'early');
      const { spanSeconds } = THRESHOLDS;
      const falseAlarms =
        sites *
        (probability * evaluationsPerWeek(spanLengths(spanSeconds)) +
          early * evaluationsPerWeek(earlySpanLengths(spanSeconds)));
      assert.ok(falseAlarms <= THRESHOLDS.falseAlarmsPerWeek * (1 + 1e-12), `${falseAlarms} a week`);
      assert.ok(probability > 0);
    });
  }

  it('the probability of a false alarm uses up all of the false alarms allowed where there are many sites and callers', () => {
    const [sites, callers] = [3000, 4000];
    const { spanSeconds } = THRESHOLDS;
    const both = (time: 'lasting' | 'early'): number =>
      sites * falseAlarmProbability(THRESHOLDS, sites, 'site', time) +
      callers * falseAlarmProbability(THRESHOLDS, callers, 'caller', time);
    const falseAlarms =
      both('lasting') * evaluationsPerWeek(spanLengths(spanSeconds)) +
      both('early') * evaluationsPerWeek(earlySpanLengths(spanSeconds));
    assert.ok(Math.abs(falseAlarms / THRESHOLDS.falseAlarmsPerWeek - 1) < 1e-9);
  });

  it('the probability of a false alarm does not depend on the number of sites while they are few', () => {
    assert.equal(falseAlarmProbability(THRESHOLDS, 1), falseAlarmProbability(THRESHOLDS, 20));
  });

  it('the probability of a false alarm at a site does not depend on the number of callers, which share a quarter', () => {
    const [site, caller] = [falseAlarmProbability(THRESHOLDS, 80), falseAlarmProbability(THRESHOLDS, 80, 'caller')];
    assert.ok(Math.abs(site / caller - 3) < 1e-9);
  });

  it('the probability of a false alarm is smaller for a shorter span, which is evaluated more often', () => {
    assert.ok(
      falseAlarmProbability({ ...THRESHOLDS, spanSeconds: 60 }, 50) < falseAlarmProbability(THRESHOLDS, 50) / 50,
    );
  });

  it('the probability of a false alarm is at most one in a hundred, however many false alarms are allowed', () => {
    assert.ok(falseAlarmProbability({ ...THRESHOLDS, spanSeconds: 86_400, falseAlarmsPerWeek: 100 }, 1) <= 0.01);
  });
});

describe('evaluationsPerWeek', () => {
  it('the number of evaluations a week is higher for shorter spans', () => {
    assert.ok(evaluationsPerWeek(spanLengths(60)) > 50 * evaluationsPerWeek(spanLengths(3600)));
    assert.ok(evaluationsPerWeek(spanLengths(3600)) >= (7 * 86_400) / 3600);
  });
});

describe('falseGrowthProbability', () => {
  it('the probability of a false growth adds up over all sites to at most one in a thousand', () => {
    for (const sites of [1, 50, 3000]) assert.ok(sites * falseGrowthProbability(sites) <= 0.001 * (1 + 1e-12));
  });

  it('the probability of a false growth is far above that of a false alarm at the defaults, and so asks for less', () => {
    assert.ok(falseGrowthProbability(50) > 100 * falseAlarmProbability(THRESHOLDS, 50));
  });
});
