import type { Tally } from '../snapshot/estimate.js';
import type { Checkpoint } from './checkpoint-history.js';
import { lessTally, type TallyColumns } from './tally-columns.js';

/**
 * What a site held at each mark and how much of it is still there at the latest: enough to tell births, deaths and
 * survivors between any mark and the latest, sample by sample, without keeping the samples.
 */
export class SiteHistory {
  readonly #marks: readonly Checkpoint[];
  readonly #retained: TallyColumns;
  readonly #survivors: TallyColumns;

  /**
   * @param marks the oldest first
   * @param retained what was retained, by the mark's column
   * @param survivors of what was retained at a mark, what the latest mark still found, by the mark's position
   */
  constructor(marks: readonly Checkpoint[], retained: TallyColumns, survivors: TallyColumns) {
    this.#marks = marks;
    this.#retained = retained;
    this.#survivors = survivors;
  }

  /** Position of the latest mark. */
  get latest(): number {
    return this.#marks.length - 1;
  }

  seconds(position: number): number {
    return this.#marks[position]?.seconds ?? 0;
  }

  secondsBetween(begin: number, end: number): number {
    return this.seconds(end) - this.seconds(begin);
  }

  /** Position of the last mark at least so long before the latest, else of the first. */
  positionBefore(seconds: number): number {
    let position = this.latest;
    while (position > 0 && this.seconds(position) > this.seconds(this.latest) - seconds) position -= 1;
    return position;
  }

  /** Bytes retained at a mark. */
  retainedBytes(position: number): number {
    return this.#retained.bytes(this.#marks[position]?.column ?? 0);
  }

  /** Bytes retained at a mark that are still there. */
  survivingBytes(position: number): number {
    return this.#survivors.bytes(position);
  }

  /** Σ w² of what was retained at a mark and is still there, bytes². */
  survivingSquares(position: number): number {
    return this.#survivors.squares(position);
  }

  /** Samples retained at the latest mark. */
  get presentSamples(): number {
    return this.#survivors.tally(this.latest).samples;
  }

  /** What has come since a mark and is still there. */
  births(since: number): Tally {
    return lessTally(this.#survivors.tally(this.latest), this.#survivors.tally(since));
  }

  /** What was there at a mark and has gone since. */
  deaths(since: number): Tally {
    return lessTally(this.#retained.tally(this.#marks[since]?.column ?? 0), this.#survivors.tally(since));
  }
}
