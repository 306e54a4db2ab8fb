import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Checkpoint } from '../../src/growth/checkpoint.js';
import { isLasting, rateBetween } from '../../src/growth/lasting-growth.js';
import { type Span, spansOf } from '../../src/growth/spans.js';

/** A span of twelve checkpoints, five minutes apart. */
const [SPAN] = spansOf(
  Array.from({ length: 13 }, (_, number) => ({ number, seconds: 300 * number, column: number })),
  3600,
) as [Span];

const LEAST = { bytes: 0, ratio: 0.1 };

/** Judges a memory that holds these bytes after so many seconds. */
function lasts(bytes: (seconds: number) => number, least = LEAST): boolean {
  return isLasting(({ seconds }: Checkpoint) => bytes(seconds), SPAN, least);
}

describe('isLasting', () => {
  it('what grows evenly, or ever faster, lasts', () => {
    assert.equal(
      lasts((seconds) => 1000 + seconds),
      true,
    );
    assert.equal(
      lasts((seconds) => 1000 + seconds + seconds ** 2 / 7200),
      true,
    );
  });

  it('what stays the same or shrinks does not last', () => {
    assert.equal(
      lasts(() => 1000),
      false,
    );
    assert.equal(
      lasts((seconds) => 5000 - seconds),
      false,
    );
  });

  it('what grows by less than the least share, or the least bytes, does not last', () => {
    assert.equal(
      lasts((seconds) => 40_000 + seconds),
      false,
    );
    assert.equal(
      lasts((seconds) => 1000 + seconds, { bytes: 4000, ratio: 0.1 }),
      false,
    );
  });

  it('a step does not last, wherever in the span it comes', () => {
    for (let step = 150; step < 3600; step += 300)
      assert.equal(
        lasts((seconds) => (seconds < step ? 1000 : 5000)),
        false,
        `a step at ${step} s`,
      );
  });

  it('what pauses for a fifth of the span, or slows down, does not last', () => {
    assert.equal(
      lasts((seconds) => 1000 + Math.min(seconds, 2100) + Math.max(0, seconds - 2850)),
      false,
    );
    assert.equal(
      lasts((seconds) => 1000 + Math.sqrt(seconds)),
      false,
    );
  });
});

describe('rateBetween', () => {
  it('the rate between two checkpoints is the growth per second', () => {
    assert.equal(
      rateBetween(({ seconds }) => 7 * seconds, SPAN.from, SPAN.to),
      7,
    );
  });
});
