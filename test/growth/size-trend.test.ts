import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SizeTrend, type SizeTrendLeak } from '../../src/growth/size-trend.js';
import { randomFrom } from '../support/random.js';
import { HOUR, THRESHOLDS } from '../support/scripted-heap.js';

const MEBIBYTE = 2 ** 20;
const SPAN = THRESHOLDS.spanSeconds;
const SEEDS = [1, 2, 3];

/** A memory in MiB as a function of hours. */
type Course = (hours: number) => number;

/** Plays a course, a value a minute with some noise, and gives the hours at which a leak appears and is over. */
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

/** Gives the hours at which a growth is known of a course, whether it leaks or not. */
function growingHours(course: Course, hours: number): number[] {
  const random = randomFrom(1);
  const trend = new SizeTrend(THRESHOLDS);
  const found: number[] = [];
  for (let seconds = 0; seconds <= hours * HOUR; seconds += 60) {
    trend.note(seconds, (course(seconds / HOUR) + random.uniform()) * MEBIBYTE);
    if (trend.growth !== undefined) found.push(seconds / HOUR);
  }
  return found;
}

describe('the growth of a size', () => {
  it('a growth is known after five minima, and for as long as it lasts', () => {
    const hours = growingHours((hour) => 300 + 200 * hour, 3);
    assert.ok((hours[0] ?? 1) <= 0.5, `${hours[0]}`);
    assert.equal(hours.at(-1), 3);
  });

  it('what stays, goes up and down, rises by little or falls has no growth', () => {
    const courses: readonly Course[] = [
      () => 300,
      (hours) => 300 + 4 * hours,
      (hours) => 100 + 200 * ((hours * 3.1) % 1),
      (hours) => 100 + 200 * ((hours * 23.7) % 1),
      (hours) => 5000 - 100 * hours,
    ];
    for (const course of courses) assert.deepEqual(growingHours(course, 8), []);
  });

  it('what has grown once has no growth an hour later', () => {
    const hours = growingHours((hour) => 100 + 400 * Math.min(1, hour), 4);
    assert.ok((hours.at(-1) ?? 4) <= 2.2, `${hours.at(-1)}`);
  });
});

describe('a size that does not leak', () => {
  const courses: Readonly<Record<string, Course>> = {
    'stays the same': () => 300,
    'rises by little': (hours) => 300 + 0.4 * hours,
    'goes up and down while its minima stay flat': (hours) => 100 + 200 * ((hours * 3.1) % 1),
    'goes up and down in minutes': (hours) => 100 + 200 * ((hours * 23.7) % 1),
    'reaches a plateau after a quick rise': (hours) => 100 + 400 * Math.min(1, hours / 0.5),
    'makes a step': (hours) => (hours < 3.2 ? 100 : 500),
    'makes steps, hours apart': (hours) => 100 + 150 * Math.floor(hours / 5),
    'rises ever more slowly': (hours) => 500 * (1 - Math.exp(-hours / 0.4)),
    'has a burst': (hours) => (hours > 2 && hours < 2.7 ? 900 : 100),
    falls: (hours) => 5000 - 100 * hours,
  };
  for (const [name, course] of Object.entries(courses)) {
    it(`a size is not judged leaking where it ${name}`, () => {
      for (const seed of SEEDS) {
        const { changes } = play(course, 20, seed);
        assert.deepEqual(changes, [], `seed ${seed}: hours ${changes.join(', ')}`);
      }
    });
  }
});

describe('a size that leaks', () => {
  const courses: Readonly<Record<string, Course>> = {
    'rises evenly': (hours) => 100 + 120 * hours,
    'rises evenly from nothing': (hours) => 120 * hours,
    'goes up and down in minutes while its minima rise': (hours) => 100 + 120 * hours + 200 * ((hours * 23.7) % 1),
    'rises ever faster': (hours) => 100 + 60 * hours + 20 * hours ** 2,
  };
  for (const [name, course] of Object.entries(courses)) {
    it(`a size is judged leaking after a span where it ${name}`, () => {
      for (const seed of SEEDS) {
        const [first = Infinity, ...more] = play(course, 12, seed).changes;
        assert.ok(first >= SPAN / HOUR && first < 4, `seed ${seed}: hour ${first}`);
        assert.deepEqual(more, []);
      }
    });
  }

  it('a size is judged leaking where it leaks slowly beneath a sawtooth of a third of an hour', () => {
    const [first = Infinity, ...more] = play((hours) => 100 + 40 * hours + 60 * ((hours * 3.1) % 1), 60).changes;
    assert.ok(first < 60);
    assert.deepEqual(more, []);
  });

  it('the leak of a size is not over because the size happens to be low at the moment', () => {
    const { changes } = play((hours) => 100 + 40 * hours + 100 * ((hours * 3.1) % 1), 60);
    assert.equal(changes.length, 1, `hours ${changes.join(', ')}`);
  });

  it('a size that leaks has its true rate within its bounds, and began within the span', () => {
    const { leak } = play((hours) => 100 + 120 * hours, 6);
    assert.ok(leak !== undefined);
    const truth = (120 * MEBIBYTE) / HOUR;
    assert.ok(leak.lower <= leak.bytesPerSecond && leak.bytesPerSecond <= leak.upper);
    assert.ok(leak.lower <= truth * 1.02 && truth * 0.98 <= leak.upper, `${leak.lower} to ${leak.upper}, ${truth}`);
    assert.ok(Math.abs(leak.bytesPerSecond / truth - 1) < 0.05);
    assert.ok(leak.sinceSeconds <= SPAN && leak.spanSeconds >= SPAN);
  });

  it('the leak of a size is over within a span when it stops, and is not found again', () => {
    for (const seed of SEEDS) {
      const [found, over = Infinity, ...more] = play((hours) => 100 + 120 * Math.min(3, hours), 12, seed).changes;
      assert.ok(found !== undefined && found < 3);
      assert.ok(over > 3 && over <= 4, `seed ${seed}: over at hour ${over}`);
      assert.deepEqual(more, []);
    }
  });

  it('the leak of a size is over as soon where it has lasted for long', () => {
    const [found, over = Infinity, ...more] = play((hours) => 100 + 120 * Math.min(40, hours), 60).changes;
    assert.ok(found !== undefined && over > 40 && over <= 41, `over at hour ${over}`);
    assert.deepEqual(more, []);
  });

  it('the leak of a size is over when what it held is released', () => {
    const [found, over = Infinity] = play((hours) => (hours < 3 ? 100 + 120 * hours : 100), 6).changes;
    assert.ok(found !== undefined && over <= 3.5, `over at hour ${over}`);
  });
});

describe('emptied pages that go back late', () => {
  it('emptied pages that go back late are not judged a leak, however short the span of sites is', () => {
    const trend = new SizeTrend({ ...THRESHOLDS, spanSeconds: 3, falseAlarmsPerWeek: 100 });
    for (let seconds = 0; seconds < 60; seconds += 0.1) {
      trend.note(seconds, (40 + 4 * Math.min(seconds % 30, 10)) * MEBIBYTE);
      assert.equal(trend.leak, undefined, `${seconds} s`);
    }
  });
});

describe('the growth of a size over the latest span', () => {
  it('what a process takes while it starts is no growth once that slows down, and what it leaks is', () => {
    const starting = new SizeTrend({ ...THRESHOLDS, spanSeconds: 24 });
    const leaking = new SizeTrend({ ...THRESHOLDS, spanSeconds: 24 });
    for (let seconds = 0; seconds < 48; seconds += 0.5) {
      starting.note(seconds, 60 * (1 - Math.exp(-seconds / 6)) * MEBIBYTE);
      leaking.note(seconds, 2 * seconds * MEBIBYTE);
      if (seconds > 16) assert.equal(starting.growth, undefined, `${seconds} s`);
      if (seconds > 24) assert.ok(leaking.growth !== undefined, `${seconds} s`);
    }
  });
});
