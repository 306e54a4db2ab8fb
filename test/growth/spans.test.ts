import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointHistory } from '../../src/growth/checkpoint-history.js';
import type { Checkpoint } from '../../src/growth/checkpoint.js';
import { type Span, spanLengths, spansOf, type Window, windowOf } from '../../src/growth/spans.js';
import { randomFrom } from '../support/random.js';

const SPAN = 60;

function checkpointsAt(seconds: readonly number[]): readonly Checkpoint[] {
  return seconds.map((at, n) => ({ number: n, seconds: at, column: n }));
}

/** `count` numbers from 0, `step` apart. */
function every(step: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n * step);
}

function spansAt(seconds: readonly number[]): readonly Span[] {
  return spansOf(checkpointsAt(seconds), SPAN);
}

function secondsOf(span: Span): number {
  return span.to.seconds - span.from.seconds;
}

/** Gives the seconds at which a span is divided. */
function partsOf({ parts }: Span): number[] {
  return parts.map(({ seconds }) => seconds);
}

/** Asserts what must hold of any spans of any checkpoints. */
function assertSound(history: readonly Checkpoint[]): void {
  const spans = spansOf(history, SPAN);
  const latest = history.at(-1);
  assert.equal(new Set(spans.map(({ from }) => from)).size, spans.length, 'no two spans are the same');
  for (const span of spans) {
    const { askedSeconds, checkpoints, from, middle, to, parts } = span;
    assert.ok(spanLengths(SPAN).includes(askedSeconds));
    assert.equal(to, latest);
    assert.equal(checkpoints[0], from);
    assert.deepEqual(checkpoints, history.slice(history.indexOf(from)));
    assert.ok(secondsOf(span) >= askedSeconds);
    assert.ok((checkpoints[1]?.seconds ?? NaN) > to.seconds - askedSeconds, 'it begins no earlier than it has to');
    assert.ok(checkpoints.slice(1, -1).includes(middle));
    assert.equal(parts[0], from);
    assert.equal(parts.at(-1), to);
    const ends = partsOf(span);
    assert.ok(ends.every((end, n) => n === 0 || end > (ends[n - 1] ?? Infinity)));
    const shortest = Math.min(...ends.slice(1).map((end, n) => end - (ends[n] ?? 0)));
    assert.ok(shortest > secondsOf(span) / 10, `a part of ${shortest} s in ${secondsOf(span)} s shows little`);
  }
  const asked = spans.map(({ askedSeconds }) => askedSeconds);
  assert.deepEqual(
    asked,
    [...asked].sort((a, b) => a - b),
  );
}

describe('a span', () => {
  it('a span does not exist while the history is shorter than it', () => {
    assert.deepEqual(spansAt([]), []);
    assert.deepEqual(spansAt([5]), []);
    assert.deepEqual(spansAt(every(5, 12)), []);
  });

  it('a span exists once the checkpoints reach back over it', () => {
    const [span, ...more] = spansAt(every(5, 13));
    assert.equal(span?.from.number, 0);
    assert.equal(secondsOf(span), 60);
    assert.equal(span.askedSeconds, 60);
    assert.deepEqual(more, []);
  });

  it('a span begins at the last checkpoint that is far enough back', () => {
    const seconds = [0, 20, 37, 45, 52, 60, 68, 75, 80, 90, 100];
    const [span] = spansAt(seconds);
    assert.equal(span?.from.seconds, 37);
    assert.equal(secondsOf(span), 63);
  });

  it('a span has its middle at the checkpoint nearest to it', () => {
    const seconds = [0, 5, 10, 15, 20, 28, 41, 50, 60];
    assert.equal(spansAt(seconds)[0]?.middle.seconds, 28);
  });

  it('a span is evaluated at every length that the history reaches back over', () => {
    assert.deepEqual(
      spansAt(every(5, 200)).map(({ askedSeconds }) => askedSeconds),
      spanLengths(60).filter((seconds) => seconds <= 995),
    );
  });
});

describe('the parts of a span', () => {
  it('the parts of a span are of about one length where checkpoints come often', () => {
    const seconds = every(1, 121);
    for (const span of spansAt(seconds)) {
      const cuts = partsOf(span);
      assert.ok(cuts.length > 3);
      const lengths = cuts.slice(1).map((cut, n) => cut - (cuts[n] ?? 0));
      assert.ok(Math.max(...lengths) <= 1.25 * Math.min(...lengths), cuts.join(' '));
    }
  });

  it('the parts of a span end at checkpoints, however unevenly those lie', () => {
    const seconds = [0, 1, 2, 20, 21, 41, 42, 43, 60];
    const [span] = spansAt(seconds);
    assert.ok(span !== undefined);
    assert.deepEqual(partsOf(span), [0, 20, 41, 60]);
  });

  it('the parts of a span are too few where there are few checkpoints, and the span is not evaluated', () => {
    assert.deepEqual(spansAt([0, 30, 60]), []);
    assert.deepEqual(spansAt(every(60 / 7, 8)), []);
    assert.equal(spansAt(every(60 / 8, 9)).length, 1);
  });

  it('the parts of a span are not made of checkpoints that lie close together at one end', () => {
    assert.deepEqual(spansAt([0, 1, 2, 3, 4, 5, 6, 7, 8, 100]), []);
    assert.deepEqual(spansAt([0, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]), []);
  });
});

describe('spans of checkpoints that come ever more rarely', () => {
  it('spans of checkpoints that come ever more rarely are sound and are evaluated once each', () => {
    const seconds = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120];
    for (let length = 1; length <= seconds.length; length += 1) assertSound(checkpointsAt(seconds.slice(0, length)));
  });

  it('spans of several lengths are evaluated as one where they begin at the same checkpoint', () => {
    // 60, 120 and 240 seconds back is all the checkpoint at 0.
    const froms = spansAt([0, 300, 400, 500]).map(({ from }) => from);
    assert.equal(new Set(froms).size, froms.length);
  });
});

describe('spans of a long run', () => {
  for (const everySeconds of [0.3, 5, 19, 55, 200]) {
    it(`spans of a long run are sound with a checkpoint every ${everySeconds} s, thinned with age`, () => {
      const history = new CheckpointHistory(SPAN);
      for (let n = 0; n < 1500; n += 1) {
        history.add(n * everySeconds);
        assertSound(history.all);
      }
    });
  }

  it('spans of a long run are sound with checkpoints at random, thinned with age', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const history = new CheckpointHistory(SPAN);
      for (let seconds = 0, n = 0; n < 1500; n += 1) {
        seconds += random.exponential(n % 300 < 200 ? 2 : 50);
        history.add(seconds);
        assertSound(history.all);
      }
    }
  });
});

describe('the window', () => {
  /** A span that is longer than the checkpoints of any test reach back. */
  const LONG = 10_000;
  const windowAt = (seconds: readonly number[], spanSeconds = LONG, startSeconds = 0): Window => {
    const window = windowOf(checkpointsAt(seconds), startSeconds, spanSeconds);
    assert.ok(window !== undefined);
    return window;
  };

  it('the window does not exist before the second checkpoint', () => {
    assert.equal(windowOf([], 0, LONG), undefined);
    assert.equal(windowOf(checkpointsAt([1]), 0, LONG), undefined);
  });

  it('the window reaches from the first checkpoint to the second, with none before the latest', () => {
    const [first] = checkpointsAt([1]);
    assert.deepEqual(windowAt([1, 3]), { seconds: 2, from: first, previous: undefined });
  });

  it('the window has a checkpoint before the latest as soon as there are three, however they lie', () => {
    for (const seconds of [every(10, 3), [1, 2, 100], [1, 99, 100], [10, 25, 60, 150]])
      assert.equal(windowAt(seconds).previous?.number, seconds.length - 2);
  });

  it('the window becomes longer as the run does', () => {
    const lengths = [4, 8, 12, 16, 20, 24].map((count) => windowAt(every(10, count)).seconds);
    assert.ok(
      lengths.every((length, n) => n === 0 || length > (lengths[n - 1] ?? Infinity)),
      lengths.join(' '),
    );
  });

  it('the window leaves start-up out once there are checkpoints in the younger half of the run', () => {
    const { from, seconds, previous } = windowAt(every(10, 12));
    assert.equal(from.number, 6);
    assert.equal(seconds, 50);
    assert.equal(previous?.number, 10);
  });

  it('the window reaches back into the older half where the younger has fewer than three checkpoints', () => {
    const { from, seconds } = windowAt([1, 11, 100]);
    assert.equal(from.number, 0);
    assert.equal(seconds, 99);
  });

  it('the younger half of the run is counted from when sampling began', () => {
    const seconds = every(10, 12).map((at) => 1000 + at);
    assert.equal(windowAt(seconds, LONG, 1000).from.number, 6);
  });

  it('the window is no longer than the shortest span where checkpoints come often', () => {
    assert.equal(windowAt(every(1, 2000), 60).seconds, 60);
  });

  it('the window is as long as it has to be where checkpoints are rare', () => {
    assert.equal(windowAt(every(500, 10), 60).seconds, 1000);
  });
});

describe('spanLengths', () => {
  it('the length of spans doubles with every second one, up to sixty-four times the shortest', () => {
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
});
