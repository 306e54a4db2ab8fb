import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differencesOf } from './comparison.js';
import { constantsTable } from './constants-table.js';
import type { Measurement } from './measure.js';
import { runVariant } from './run-variant.js';

const LEAK = { name: 'slow', found: 1, medianHours: 20, endings: 0.5, medianHoursToOver: null };

/** A measurement of one shape, one leak and one memory without samples. */
function measured({ falseAlarmsPerWeek = 0, leak = LEAK, falseAlarms = 0 } = {}): Measurement {
  return {
    shapes: [{ name: 'queue', falseAlarmsPerWeek }],
    leaks: [leak],
    sizes: [{ name: 'allocator', falseAlarms, medianHours: null }],
  };
}

describe('a constant of another value', () => {
  it('a constant of another value changes what a process of its own measures', async () => {
    const effort = { weeks: 1, repeats: 1, isOfSizes: true };
    const { signal } = new AbortController();
    const present = await runVariant(effort, undefined, signal);
    const other = await runVariant(effort, { name: 'LEAST_TREND_SPAN_SECONDS', value: '5' }, signal);
    assert.deepEqual(differencesOf(present, present, 1), []);
    assert.match(differencesOf(present, other, 1).join(), /^“late-pages” \d+\.0 false alarms a run \(now 0\.0\)$/);
  });

  it('a constant that does not exist is refused', async () => {
    const effort = { weeks: 1, repeats: 1, isOfSizes: true };
    await assert.rejects(
      runVariant(effort, { name: 'NO_SUCH_CONSTANT', value: '5' }, new AbortController().signal),
      /no constant NO_SUCH_CONSTANT/,
    );
  });
});

describe('the differences of two measurements', () => {
  it('the differences of two measurements name the shapes with other false alarms', () => {
    assert.deepEqual(differencesOf(measured(), measured({ falseAlarmsPerWeek: 2 }), 3), [
      'false alarms: queue 6 (now 0)',
    ]);
  });

  it('the differences of two measurements name the leaks that are found later, found less often or judged over more often', () => {
    const later = measured({ leak: { ...LEAK, medianHours: 30 } });
    assert.deepEqual(differencesOf(measured(), later, 3), ['leak “slow” found after 30.0 h (now 20.0 h)']);
    const fewer = measured({ leak: { ...LEAK, found: 0.2, medianHours: 1e9 } });
    assert.deepEqual(differencesOf(measured(), fewer, 3), ['leak “slow” found in 20% (now 100%)']);
    const restless = measured({ leak: { ...LEAK, endings: 2 } });
    assert.deepEqual(differencesOf(measured(), restless, 3), [
      'leak “slow” judged over 2.0 times before its end (now 0.5 times)',
    ]);
  });

  it('the differences of two measurements do not name what differs by little', () => {
    assert.deepEqual(differencesOf(measured(), measured({ leak: { ...LEAK, medianHours: 21 } }), 3), []);
  });
});

describe('the table of constants', () => {
  it('the table of constants says that nothing is measurable where nothing differs', () => {
    const constant = { name: 'LIMIT', value: '2', others: ['1', '3'], askedForBy: 'queues' } as const;
    const measurements = [measured(), measured({ falseAlarmsPerWeek: 1 })];
    const table = constantsTable(measured(), [{ constant, measurements }], { weeks: 2, repeats: 5 });
    assert.equal(
      table.split('\n').at(-1),
      '| `LIMIT` | `2` | queues | `1`: nothing measurable<br>`3`: false alarms: queue 2 (now 0) |',
    );
  });
});
