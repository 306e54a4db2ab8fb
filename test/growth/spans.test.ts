import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Checkpoint, CheckpointHistory, spanLengths } from '../../src/growth/checkpoint-history.js';
import { type Span, spansOf, windowOf } from '../../src/growth/spans.js';
import { randomFrom } from '../support/random.js';

const SPAN = 60;

function marksAt(seconds: readonly number[]): readonly Checkpoint[] {
  return seconds.map((at, n) => ({ number: n, seconds: at, column: n }));
}

/** `count` numbers from 0, `step` apart. */
function every(step: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n * step);
}

function spansAt(seconds: readonly number[]): readonly Span[] {
  return spansOf(marksAt(seconds), SPAN);
}

/** Where a span is parted, in seconds. */
function partsOf(seconds: readonly number[], { parts }: Span): number[] {
  return parts.map((position) => seconds[position] ?? NaN);
}

/** What must hold of any spans of any marks. */
function assertSound(marks: readonly Checkpoint[]): void {
  const spans = spansOf(marks, SPAN);
  const secondsAt = (position: number): number => marks[position]?.seconds ?? NaN;
  const latest = marks.length - 1;
  assert.equal(new Set(spans.map(({ from }) => from)).size, spans.length, 'no two spans are the same');
  for (const { askedSeconds, seconds, from, middle, parts } of spans) {
    assert.ok(spanLengths(SPAN).includes(askedSeconds));
    assert.equal(seconds, secondsAt(latest) - secondsAt(from));
    assert.ok(seconds >= askedSeconds);
    assert.ok(secondsAt(from + 1) > secondsAt(latest) - askedSeconds, 'it begins no earlier than it has to');
    assert.ok(middle > from && middle < latest);
    assert.equal(parts[0], from);
    assert.equal(parts.at(-1), latest);
    assert.ok(parts.every((position, n) => n === 0 || position > (parts[n - 1] ?? latest)));
    const shortest = Math.min(...parts.slice(1).map((position, n) => secondsAt(position) - secondsAt(parts[n] ?? 0)));
    assert.ok(shortest > seconds / 10, `a part of ${shortest} s in ${seconds} s tells little`);
  }
  const asked = spans.map(({ askedSeconds }) => askedSeconds);
  assert.deepEqual(
    asked,
    [...asked].sort((a, b) => a - b),
  );
}

describe('a span', () => {
  it('is none while there is no history as long', () => {
    assert.deepEqual(spansAt([]), []);
    assert.deepEqual(spansAt([5]), []);
    assert.deepEqual(spansAt(every(5, 12)), []);
  });

  it('is there once the marks reach as far', () => {
    const [span, ...more] = spansAt(every(5, 13));
    assert.equal(span?.from, 0);
    assert.equal(span.seconds, 60);
    assert.equal(span.askedSeconds, 60);
    assert.deepEqual(more, []);
  });

  it('begins with the last mark that is far enough back', () => {
    const seconds = [0, 20, 37, 45, 52, 60, 68, 75, 80, 90, 100];
    const [span] = spansAt(seconds);
    assert.equal(seconds[span?.from ?? -1], 37);
    assert.equal(span?.seconds, 63);
  });

  it('has its middle at the mark nearest to it', () => {
    const seconds = [0, 5, 10, 15, 20, 28, 41, 50, 60];
    assert.equal(seconds[spansAt(seconds)[0]?.middle ?? -1], 28);
  });

  it('is looked at at every length there is history for', () => {
    assert.deepEqual(
      spansAt(every(5, 200)).map(({ askedSeconds }) => askedSeconds),
      spanLengths(60).filter((seconds) => seconds <= 995),
    );
  });
});

describe('the parts of a span', () => {
  it('are alike where marks come often', () => {
    const seconds = every(1, 121);
    for (const span of spansAt(seconds)) {
      const cuts = partsOf(seconds, span);
      assert.ok(cuts.length > 3);
      const lengths = cuts.slice(1).map((cut, n) => cut - (cuts[n] ?? 0));
      assert.ok(Math.max(...lengths) <= 1.25 * Math.min(...lengths), cuts.join(' '));
    }
  });

  it('lie where marks do, however unevenly', () => {
    const seconds = [0, 1, 2, 20, 21, 41, 42, 43, 60];
    const [span] = spansAt(seconds);
    assert.deepEqual(
      span?.parts.map((position) => seconds[position]),
      [0, 20, 41, 60],
    );
  });

  it('are too few where the marks within are, and the span is not looked at', () => {
    assert.deepEqual(spansAt([0, 30, 60]), []);
    assert.deepEqual(spansAt(every(60 / 7, 8)), []);
    assert.equal(spansAt(every(60 / 8, 9)).length, 1);
  });

  it('are not made of marks that lie close together at one end', () => {
    assert.deepEqual(spansAt([0, 1, 2, 3, 4, 5, 6, 7, 8, 100]), []);
    assert.deepEqual(spansAt([0, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]), []);
  });
});

describe('spans of marks that come ever more rarely', () => {
  it('are sound and have no duplicates', () => {
    const seconds = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120];
    for (let length = 1; length <= seconds.length; length += 1) assertSound(marksAt(seconds.slice(0, length)));
  });

  it('are not told from the same two marks by another name', () => {
    // 60, 120 and 240 seconds back is all the mark at 0.
    const froms = spansAt([0, 300, 400, 500]).map(({ from }) => from);
    assert.equal(new Set(froms).size, froms.length);
  });
});

describe('spans of the marks of a long run', () => {
  for (const everySeconds of [0.3, 5, 19, 55, 200]) {
    it(`are sound with a mark every ${everySeconds} s, thinned`, () => {
      const log = new CheckpointHistory(SPAN);
      for (let n = 0; n < 1500; n += 1) {
        log.add(n * everySeconds);
        assertSound(log.all);
      }
    });
  }

  it('are sound with marks at random, thinned', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const log = new CheckpointHistory(SPAN);
      for (let seconds = 0, n = 0; n < 1500; n += 1) {
        seconds += random.exponential(n % 300 < 200 ? 2 : 50);
        log.add(seconds);
        assertSound(log.all);
      }
    }
  });
});

describe('the window', () => {
  /** No longer than any test's marks reach. */
  const LONG = 10_000;
  const windowAt = (seconds: readonly number[], spanSeconds = LONG, startSeconds = 0): ReturnType<typeof windowOf> =>
    windowOf(marksAt(seconds), startSeconds, spanSeconds);

  it('has no length before the second mark', () => {
    assert.equal(windowAt([]).seconds, 0);
    assert.equal(windowAt([1]).seconds, 0);
  });

  it('reaches from the first mark to the second, and has no middle', () => {
    assert.deepEqual(windowAt([1, 3]), { seconds: 2, from: 0, middle: undefined });
  });

  it('grows with the run', () => {
    const lengths = [4, 8, 12, 16, 20, 24].map((marks) => windowAt(every(10, marks)).seconds);
    assert.ok(
      lengths.every((length, n) => n === 0 || length > (lengths[n - 1] ?? Infinity)),
      lengths.join(' '),
    );
  });

  it('leaves start-up out once there are marks in the younger half of the run', () => {
    const { from, seconds, middle } = windowAt(every(10, 12));
    assert.equal(from, 6);
    assert.equal(seconds, 50);
    assert.ok(middle === 8 || middle === 9);
  });

  it('reaches back into the older half where the younger has one mark only', () => {
    const { from, seconds } = windowAt([1, 11, 100]);
    assert.equal(from, 1);
    assert.equal(seconds, 89);
  });

  it('measures the middle of the run from when sampling began', () => {
    const seconds = every(10, 12).map((at) => 1000 + at);
    assert.equal(windowAt(seconds, LONG, 1000).from, 6);
  });

  it('is no longer than the shortest span where marks come often', () => {
    assert.equal(windowAt(every(1, 2000), 60).seconds, 60);
  });

  it('is as long as it has to be where marks are rare', () => {
    assert.equal(windowAt(every(500, 10), 60).seconds, 500);
  });
});
