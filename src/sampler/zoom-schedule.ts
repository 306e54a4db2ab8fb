import type { GrowingLeak } from './leak-watch.js';

/**
 * The number of births that name the functions of a leak: a function with a sixth of them comes before one with a twentieth in
 * 95 % of zooms (of 30 births it did in 90 %).
 */
const ENOUGH_BIRTHS = 48;

/** The shortest zoom. */
const LEAST_SECONDS = 1;

/**
 * The longest zoom, and the shortest that this becomes where spans are short: what is born so slowly that it is too short is
 * seen in several.
 */
const LONGEST_SECONDS = 60;
const LEAST_LONGEST_SECONDS = 15;

/** The least number of births that a zoom is expected to see. */
const LEAST_BIRTHS = 1;

/** The shortest time from one zoom for a leak to the next, and from the end of one to the next whatever it is for. */
const LEAK_GAP_SECONDS = 3600;
const PROCESS_GAP_SECONDS = 600;

/** The share by which code is slower without inlining, and the share of all time that this may cost. */
const SLOW_DOWN = 0.2;
const MOST_COST = 0.02;

/**
 * Decides when to zoom and for how long. A zoom is for something that grows and is not known exactly yet. It takes as
 * long as four dozen births of the slowest such leak do, from a second to a minute. There is none where not even one
 * birth is to be expected in the longest. A leak is zoomed at once an hour at most, and a process once in ten minutes;
 * where leaks are looked for over a span shorter than an hour, these times are shorter in proportion, and no zoom is
 * longer than a quarter of the span. After a zoom ten times its seconds pass in any case, so that a fifth less speed
 * meanwhile costs at most 2 % of the time.
 */
export class ZoomSchedule {
  readonly #leakGapSeconds: number;
  readonly #processGapSeconds: number;
  readonly #longestSeconds: number;
  readonly #latest = new Map<string, number>();
  #nextSeconds = -Infinity;

  /** @param spanSeconds the shortest span over which leaks are looked for */
  constructor(spanSeconds: number) {
    const share = Math.min(1, spanSeconds / LEAK_GAP_SECONDS);
    this.#leakGapSeconds = share * LEAK_GAP_SECONDS;
    this.#processGapSeconds = share * PROCESS_GAP_SECONDS;
    this.#longestSeconds = Math.min(LONGEST_SECONDS, Math.max(LEAST_LONGEST_SECONDS, spanSeconds / 4));
  }

  /** The shortest time from the end of a zoom to the next, in seconds. */
  get gapSeconds(): number {
    return this.#processGapSeconds;
  }

  /** Gives the seconds of the zoom that is due for these leaks; `undefined` where none is. */
  due(growing: readonly GrowingLeak[], nowSeconds: number): number | undefined {
    if (nowSeconds < this.#nextSeconds) return undefined;
    const due = growing.filter(
      ({ id, birthsPerSecond, isExact }) =>
        !isExact &&
        birthsPerSecond * this.#longestSeconds >= LEAST_BIRTHS &&
        nowSeconds - (this.#latest.get(id) ?? -Infinity) >= this.#leakGapSeconds,
    );
    if (due.length === 0) return undefined;
    const wanted = Math.max(...due.map(({ birthsPerSecond }) => ENOUGH_BIRTHS / birthsPerSecond));
    return Math.min(this.#longestSeconds, Math.max(LEAST_SECONDS, wanted));
  }

  /** Puts off the next zoom, as one has been refused. */
  noteRefused(nowSeconds: number): void {
    this.#nextSeconds = nowSeconds + this.#processGapSeconds;
  }

  /** Takes in a zoom, which was for all leaks that grew while it went on. */
  noteZoom(leaks: readonly string[], { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number }): void {
    for (const [id, seconds] of this.#latest) {
      if (toSeconds - seconds >= this.#leakGapSeconds) this.#latest.delete(id);
    }
    for (const id of leaks) this.#latest.set(id, fromSeconds);
    const wait = Math.max(this.#processGapSeconds, (SLOW_DOWN / MOST_COST) * (toSeconds - fromSeconds));
    this.#nextSeconds = toSeconds + wait;
  }
}
