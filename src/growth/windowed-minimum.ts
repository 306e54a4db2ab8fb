import { type Checkpoint, CheckpointHistory } from './checkpoint-history.js';

/** The lowest of so many values a span makes a point: what goes up and down within is no growth. */
const POINTS_A_SPAN = 12;

/** The lowest value of a stretch of time, with the end of that. */
export interface Point {
  readonly seconds: number;
  readonly bytes: number;
}

/** The lows of one quantity, a twelfth of a span each, thinned with age as marks are. */
export class WindowedMinimum {
  readonly #pointSeconds: number;
  readonly #marks: CheckpointHistory;
  /** By the mark's column. */
  readonly #bytes: number[] = [];
  #lowest = Infinity;
  #latestSeconds: number | undefined;

  constructor(spanSeconds: number) {
    this.#pointSeconds = spanSeconds / POINTS_A_SPAN;
    this.#marks = new CheckpointHistory(spanSeconds);
  }

  /** The marks the points stand at. */
  get marks(): readonly Checkpoint[] {
    return this.#marks.all;
  }

  get points(): readonly Point[] {
    return this.#marks.all.map(({ seconds, column }) => ({ seconds, bytes: this.#bytes[column] ?? 0 }));
  }

  /** Takes in the present value; true where that has made a new point. */
  note(seconds: number, bytes: number): boolean {
    this.#latestSeconds ??= seconds;
    this.#lowest = Math.min(this.#lowest, bytes);
    if (seconds - this.#latestSeconds < this.#pointSeconds) return false;
    this.#addPoint(seconds);
    return true;
  }

  /** Growth from the first point at that time or later to the latest one. */
  growthSince(seconds: number): number {
    const points = this.points;
    const first = points.find((point) => point.seconds >= seconds);
    return (points.at(-1)?.bytes ?? 0) - (first?.bytes ?? 0);
  }

  #addPoint(seconds: number): void {
    const before = this.#marks.all;
    const { column } = this.#marks.add(seconds);
    const kept = new Set(this.#marks.all);
    // A mark that is dropped between two others leaves its low to the next one; one that is too old leaves nothing.
    const oldest = before.findIndex((mark) => kept.has(mark));
    let lowest = Infinity;
    for (const mark of oldest === -1 ? [] : before.slice(oldest)) {
      lowest = Math.min(lowest, this.#bytes[mark.column] ?? Infinity);
      if (!kept.has(mark)) continue;
      this.#bytes[mark.column] = lowest;
      lowest = Infinity;
    }
    this.#bytes[column] = Math.min(lowest, this.#lowest);
    this.#latestSeconds = seconds;
    this.#lowest = Infinity;
  }
}
