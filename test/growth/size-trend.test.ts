import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kendallProbability, medianSlope, SizeTrend, type SizeTrendLeak } from '../../src/growth/size-trend.js';
import { randomFrom } from '../support/random.js';
import { HOUR, THRESHOLDS } from '../support/scripted-heap.js';

const MEBIBYTE = 2 ** 20;
const SPAN = THRESHOLDS.spanSeconds;
const SEEDS = [1, 2, 3];

/** A memory in MiB as a function of hours. */
type Course = (hours: number) => number;

/** Plays a course, a value a minute with some noise, and tells the hours at which a leak appears and is over. */
function play(course: Course, hours: number, seed = 1): { changes: number[]; leak: SizeTrendLeak | undefined } {
  const random = randomFrom(seed);
  const trend = new SizeTrend(THRESHOLDS);
  const changes: number[] = [];
  let was: SizeTrendLeak | undefined;
  for (let seconds = 0; seconds <= hours * HOUR; seconds += 60) {
    trend.note(seconds, (course(seconds / HOUR) + random.uniform()) * MEBIBYTE);
    if ((trend.leak === undefined) !== (was === undefined)) changes.push(seconds / HOUR);
    was = trend.leak;
  }
  return { changes, leak: trend.leak };
}

describe('a size that does not leak:', () => {
  const courses: Readonly<Record<string, Course>> = {
    'always the same': () => 300,
    'rising by little': (hours) => 300 + 0.4 * hours,
    'up and down, its lows flat': (hours) => 100 + 200 * ((hours * 3.1) % 1),
    'up and down in minutes': (hours) => 100 + 200 * ((hours * 23.7) % 1),
    'a plateau after a quick rise': (hours) => 100 + 400 * Math.min(1, hours / 0.5),
    'a step': (hours) => (hours < 3.2 ? 100 : 500),
    'steps, hours apart': (hours) => 100 + 150 * Math.floor(hours / 5),
    'a rise that slows down': (hours) => 500 * (1 - Math.exp(-hours / 0.4)),
    'a burst': (hours) => (hours > 2 && hours < 2.7 ? 900 : 100),
    falling: (hours) => 5000 - 100 * hours,
  };
  for (const [name, course] of Object.entries(courses)) {
    it(name, () => {
      for (const seed of SEEDS) {
        const { changes } = play(course, 20, seed);
        assert.deepEqual(changes, [], `seed ${seed}: hours ${changes.join(', ')}`);
      }
    });
  }
});

describe('a size that leaks:', () => {
  const courses: Readonly<Record<string, Course>> = {
    'rising evenly': (hours) => 100 + 120 * hours,
    'rising evenly from nothing': (hours) => 120 * hours,
    'up and down in minutes, its lows rising': (hours) => 100 + 120 * hours + 200 * ((hours * 23.7) % 1),
    'rising ever faster': (hours) => 100 + 60 * hours + 20 * hours ** 2,
  };
  for (const [name, course] of Object.entries(courses)) {
    it(name, () => {
      for (const seed of SEEDS) {
        const [first = Infinity, ...more] = play(course, 12, seed).changes;
        assert.ok(first >= SPAN / HOUR && first < 4, `seed ${seed}: hour ${first}`);
        assert.deepEqual(more, []);
      }
    });
  }

  it('slowly beneath a sawtooth of a third of an hour', () => {
    const [first = Infinity, ...more] = play((hours) => 100 + 40 * hours + 60 * ((hours * 3.1) % 1), 60).changes;
    assert.ok(first < 60);
    assert.deepEqual(more, []);
  });

  it('and is not over because it happens to be low at the moment', () => {
    const { changes } = play((hours) => 100 + 40 * hours + 100 * ((hours * 3.1) % 1), 60);
    assert.equal(changes.length, 1, `hours ${changes.join(', ')}`);
  });

  it('has its rate within its bounds, and since when', () => {
    const { leak } = play((hours) => 100 + 120 * hours, 6);
    assert.ok(leak !== undefined);
    const truth = (120 * MEBIBYTE) / HOUR;
    assert.ok(leak.lower <= leak.bytesPerSecond && leak.bytesPerSecond <= leak.upper);
    assert.ok(leak.lower <= truth * 1.02 && truth * 0.98 <= leak.upper, `${leak.lower} to ${leak.upper}, ${truth}`);
    assert.ok(Math.abs(leak.bytesPerSecond / truth - 1) < 0.05);
    assert.ok(leak.sinceSeconds <= SPAN && leak.spanSeconds >= SPAN);
  });

  it('is over within a span when it stops, and not called again', () => {
    for (const seed of SEEDS) {
      const [called, over = Infinity, ...more] = play((hours) => 100 + 120 * Math.min(3, hours), 12, seed).changes;
      assert.ok(called !== undefined && called < 3);
      assert.ok(over > 3 && over <= 4, `seed ${seed}: over at hour ${over}`);
      assert.deepEqual(more, []);
    }
  });

  it('is over as soon, however long it has lasted', () => {
    const [called, over = Infinity, ...more] = play((hours) => 100 + 120 * Math.min(40, hours), 60).changes;
    assert.ok(called !== undefined && over > 40 && over <= 41, `over at hour ${over}`);
    assert.deepEqual(more, []);
  });

  it('is over when what it held is let go', () => {
    const [called, over = Infinity] = play((hours) => (hours < 3 ? 100 + 120 * hours : 100), 6).changes;
    assert.ok(called !== undefined && over <= 3.5, `over at hour ${over}`);
  });
});

describe('the median slope', () => {
  const line = [0, 1, 2, 3, 4, 5, 6, 7].map((seconds) => ({ seconds, bytes: 10 + 3 * seconds }));

  it('is that of a line, with limits at it', () => {
    assert.deepEqual(medianSlope(line), { bytesPerSecond: 3, lower: 3, upper: 3 });
  });

  it('of two points is theirs', () => {
    assert.equal(medianSlope(line.slice(0, 2)).bytesPerSecond, 3);
  });

  it('is the mean of the two in the middle where slopes are even in number', () => {
    const points = [0, 1, 2, 4].map((seconds, n) => ({ seconds, bytes: [0, 1, 5, 5][n] ?? 0 }));
    // Slopes: 1, 2.5, 1.25, 4, 4∕3, 0.
    assert.ok(Math.abs(medianSlope(points).bytesPerSecond - (1.25 + 4 / 3) / 2) < 1e-12);
  });

  it('is not moved by one value that lies far off', () => {
    const bent = line.map((point, n) => (n === 4 ? { ...point, bytes: 1e9 } : point));
    assert.equal(medianSlope(bent).bytesPerSecond, 3);
  });

  it('has limits that hold the truth about as often as they say', () => {
    const random = randomFrom(1);
    const runs = 1000;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const points = Array.from({ length: 13 }, (_, n) => ({ seconds: n, bytes: 2 * n + random.exponential(5) }));
      const { lower, upper } = medianSlope(points);
      if (lower <= 2 && 2 <= upper) covered += 1;
    }
    assert.ok(covered / runs > 0.92 && covered / runs < 0.99, `${covered / runs}`);
  });
});

describe('Kendall’s probability', () => {
  function permutationsOf(values: readonly number[]): number[][] {
    if (values.length <= 1) return [[...values]];
    return values.flatMap((value, n) =>
      permutationsOf([...values.slice(0, n), ...values.slice(n + 1)]).map((rest) => [value, ...rest]),
    );
  }

  function inversionsOf(values: readonly number[]): number {
    let count = 0;
    values.forEach((earlier, n) => {
      for (const later of values.slice(n + 1)) if (later <= earlier) count += 1;
    });
    return count;
  }

  for (let length = 1; length <= 7; length += 1) {
    it(`is the share of all orders of ${length} values with no more inversions`, () => {
      const orders = permutationsOf(Array.from({ length }, (_, n) => n));
      const counts = orders.map(inversionsOf);
      const atMost = (most: number): number => counts.filter((count) => count <= most).length / orders.length;
      const step = Math.max(1, Math.floor(orders.length / 60));
      for (let n = 0; n < orders.length; n += step) {
        const expected = atMost(counts[n] ?? NaN);
        assert.ok(Math.abs(kendallProbability(orders[n] ?? []) - expected) < 1e-12);
      }
    });
  }

  it('is one in n! for values that rise, and 1 for values that fall', () => {
    const rising = Array.from({ length: 12 }, (_, n) => n);
    assert.ok(Math.abs(kendallProbability(rising) * 479_001_600 - 1) < 1e-9);
    assert.ok(Math.abs(kendallProbability([...rising].reverse()) - 1) < 1e-12);
  });

  it('takes equal values for inverted: what stays the same proves nothing', () => {
    assert.ok(Math.abs(kendallProbability([5, 5, 5, 5]) - 1) < 1e-12);
  });
});

describe('emptied pages that go back late', () => {
  it('are no leak, however short the span asked of sites is', () => {
    const trend = new SizeTrend({ ...THRESHOLDS, spanSeconds: 3, falseAlarmsPerWeek: 100 });
    for (let seconds = 0; seconds < 60; seconds += 0.1) {
      trend.note(seconds, (40 + 4 * Math.min(seconds % 30, 10)) * MEBIBYTE);
      assert.equal(trend.leak, undefined, `${seconds} s`);
    }
  });
});
