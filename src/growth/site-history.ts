import { type Tally, tallyWithout } from '../snapshot/estimate.js';
import type { CheckpointTallies } from './checkpoint-tallies.js';
import type { Checkpoint } from './checkpoint.js';
import { OF_ONE_SITE, type SiteSpread } from './site-spread.js';
import type { Span } from './spans.js';

/**
 * Knows what a site, or all below a function, held at each checkpoint and how much of that is still there at the latest:
 * enough for births, deaths and survivors between any checkpoint and the latest, sample by sample, without keeping the
 * samples.
 */
export class SiteHistory {
  /** The latest checkpoint. */
  readonly latest: Checkpoint;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #retained: CheckpointTallies;
  readonly #count: () => CheckpointTallies;
  readonly #spread: (span: Span) => SiteSpread;
  #counted: CheckpointTallies | undefined;

  /**
   * Puts a history together.
   *
   * @param checkpoints all checkpoints, the oldest first
   * @param retained what was retained at each checkpoint
   * @param countSurvivors counts what the latest checkpoint still found of what was retained at each; is called once, and
   * only where the conditions that need no more than `retained` have passed
   * @param spread says how the growth over a span comes to sites; @default that of one site
   */
  constructor(
    checkpoints: readonly Checkpoint[],
    retained: CheckpointTallies,
    countSurvivors: () => CheckpointTallies,
    spread: (span: Span) => SiteSpread = () => OF_ONE_SITE,
  ) {
    const latest = checkpoints.at(-1);
    if (latest === undefined) throw new RangeError('a history needs a checkpoint');
    this.latest = latest;
    this.#checkpoints = checkpoints;
    this.#retained = retained;
    this.#count = countSurvivors;
    this.#spread = spread;
  }

  /** Gives the last checkpoint at least so long before the latest, else the first. */
  checkpointBefore(seconds: number): Checkpoint {
    const end = this.latest.seconds - seconds;
    return this.#checkpoints.findLast((one) => one.seconds <= end) ?? this.#checkpoints[0] ?? this.latest;
  }

  /** Says how the growth over a span comes to sites. */
  spread(span: Span): SiteSpread {
    return this.#spread(span);
  }

  /** Gives the growth since a checkpoint: its bytes, and by how much Σ w² has risen, in bytes². */
  change(since: Checkpoint): { bytes: number; squares: number } {
    const [now, then] = [this.latest, since];
    return {
      bytes: this.#retained.bytes(now) - this.#retained.bytes(then),
      squares: this.#retained.squares(now) - this.#retained.squares(then),
    };
  }

  /** Gives the bytes that were retained at a checkpoint. */
  retainedBytes(at: Checkpoint): number {
    return this.#retained.bytes(at);
  }

  /** Gives the bytes that were retained at a checkpoint and are still there. */
  survivingBytes(at: Checkpoint): number {
    return this.#survivors.bytes(at);
  }

  /** Gives Σ w² of what was retained at a checkpoint and is still there, in bytes². */
  survivingSquares(at: Checkpoint): number {
    return this.#survivors.squares(at);
  }

  /** The tally of what is retained at the latest checkpoint. */
  get present(): Tally {
    return this.#retained.tally(this.latest);
  }

  get #survivors(): CheckpointTallies {
    this.#counted ??= this.#count();
    return this.#counted;
  }

  /** Adds up what has come since a checkpoint and is still there. */
  births(since: Checkpoint): Tally {
    return tallyWithout(this.present, this.#survivors.tally(since));
  }

  /** Adds up what was there at a checkpoint and has gone since. */
  deaths(since: Checkpoint): Tally {
    return tallyWithout(this.#retained.tally(since), this.#survivors.tally(since));
  }
}
