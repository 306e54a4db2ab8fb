/** Spans of growth that are looked at: the shortest, and each √2 times as long as the one before, up to 64 times. */
const SPANS = 13;

/** Marks lie no closer than this share of the shortest span. */
const SHARE_OF_SPAN = 1 / 12;

/** Nor closer than this share of their age: what is long ago is told less finely. */
const SHARE_OF_AGE = 1 / 6;

/** A moment up to which it is known what was reachable, kept to compare later ones with. */
export interface Checkpoint {
  /** Ascending from 0, without gaps among all marks ever made. */
  readonly number: number;
  /** Monotonic seconds. */
  readonly seconds: number;
  /** Where every site keeps what it held then; a dropped mark's column is used again. */
  readonly column: number;
}

/**
 * The moments that growth is measured between, thinned with age: some forty of them reach back sixty-four times the
 * shortest span, whatever came in between.
 */
export class CheckpointHistory {
  readonly #leastGapSeconds: number;
  readonly #longestSeconds: number;
  readonly #freeColumns: number[] = [];
  #marks: Checkpoint[] = [];
  #made = 0;

  /** @param spanSeconds the shortest span of growth that is looked at */
  constructor(spanSeconds: number) {
    this.#leastGapSeconds = spanSeconds * SHARE_OF_SPAN;
    // A quarter more: the mark that a span begins with is the last one before it.
    this.#longestSeconds = 1.25 * (spanLengths(spanSeconds).at(-1) ?? 0);
  }

  /** The marks kept, the oldest first. */
  get all(): readonly Checkpoint[] {
    return this.#marks;
  }

  /** Number of the latest mark, −1 before the first. */
  get latestNumber(): number {
    return this.#made - 1;
  }

  /** Adds a mark, later than all others; {@link Checkpoint.column} of the new one may hold a dropped one's data. */
  add(seconds: number): Checkpoint {
    this.#thin(seconds);
    const mark = { number: this.#made, seconds, column: this.#freeColumns.pop() ?? this.#marks.length };
    this.#made += 1;
    this.#marks.push(mark);
    return mark;
  }

  #thin(nowSeconds: number): void {
    const kept: Checkpoint[] = [];
    this.#marks.forEach((mark, n) => {
      const previous = kept.at(-1);
      const nextSeconds = this.#marks[n + 1]?.seconds ?? nowSeconds;
      const closestSeconds = Math.max(this.#leastGapSeconds, (nowSeconds - nextSeconds) * SHARE_OF_AGE);
      const isDense = previous !== undefined && nextSeconds - previous.seconds <= closestSeconds;
      if (isDense || nowSeconds - mark.seconds > this.#longestSeconds) this.#freeColumns.push(mark.column);
      else kept.push(mark);
    });
    this.#marks = kept;
  }
}

/** Lengths of the spans that are looked at, in seconds, the shortest first. */
export function spanLengths(spanSeconds: number): readonly number[] {
  return Array.from({ length: SPANS }, (_, n) => spanSeconds * 2 ** (n / 2));
}

/** How often a week looks at a site, at most: each span at every mark as long as it is the shortest. */
export function looksAWeek(spanSeconds: number): number {
  const weekSeconds = 7 * 86_400;
  return spanLengths(spanSeconds).reduce((sum, seconds) => sum + weekSeconds / (seconds * SHARE_OF_SPAN), 0);
}
