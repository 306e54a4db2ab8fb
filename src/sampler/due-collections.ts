import { now } from '../v8/clock.js';
import type { ReportedCollection } from '../v8/collections.js';
import { type Clock, MONOTONIC } from '../values/clock.js';
import type { CollectionSwitch } from './collect-garbage.js';
import type { FailureNotices } from './failure-notices.js';
import type { ReadStats } from './read-stats.js';

/** The shortest time from one collection that is asked for, as evidence is missing, to the next. */
const GAP_SECONDS = 600;

/** The share of that time for which V8 has to have collected nothing, and the share of the time watched so far. */
const QUIET_GAP_SHARE = 0.5;
const QUIET_RUN_SHARE = 0.25;

/** The spans from which on that time is not shorter. */
const FULL_SPAN_SECONDS = 3600;

/** The longest wait for V8 to begin and to end a collection: it holds for all threads, which collect more often meanwhile. */
const LONGEST_WAIT_SECONDS = 10;

/** The share of the gap after which V8 is asked again where it has not collected. */
const RETRY_SHARE = 0.1;

/** The pause that a collection is expected to take, for each byte on the heap, where none is known: half a second a GiB. */
const PAUSE_SECONDS_PER_BYTE: number = 0.5 / 2 ** 30;

/** The parts and settings that {@link DueCollections} works with. */
export interface DueCollectionsOptions {
  /** The option `collectAfter`: the time without a collection after which one is asked for anyway, or `auto`. */
  readonly collectAfterSeconds: number | 'auto';
  /** The shortest span over which leaks are looked for. */
  readonly spanSeconds: number;
  /** The share of the time that pauses may take. */
  readonly maxPauseRatio: number;
  readonly stats: Pick<ReadStats, 'noteCollection'>;
  readonly notices: FailureNotices;
  /** The longest wait for V8 to begin and to end a collection. @default 10 s */
  readonly waitSeconds?: number;
  /** A clock that both threads share. @default the process's own */
  readonly clock?: Clock;
}

/** What a read has shown, as far as it decides whether a collection is due. */
export interface Need {
  /** True where memory grows that no collection has confirmed, and would be judged by it. */
  readonly lacksEvidence: boolean;
  readonly heapUsedBytes: number;
}

/** A collection that has been asked for and has not been seen yet. */
interface Request {
  readonly sinceSeconds: number;
  /** Cancels the end of the wait; absent where all is collected at once. */
  readonly cancel?: () => void;
}

/**
 * Asks for a major collection where growth cannot be judged without, as V8 has not collected for some time: at most once
 * in ten minutes, less often where its pause would exceed its share of the time. Where leaks are looked for over a span
 * shorter than an hour, these times are shorter in proportion. It also asks where none has come for as long as was
 * allowed, whatever grows.
 */
export class DueCollections {
  readonly #switch: CollectionSwitch;
  readonly #options: DueCollectionsOptions;
  readonly #gapSeconds: number;
  readonly #waitSeconds: number;
  readonly #clock: Clock;
  readonly #startSeconds: number;
  /** The time at which the latest known collection ended, or the latest was asked for. */
  #latestSeconds: number;
  /** The time from which on one may be asked for as evidence is missing. */
  #nextSeconds = -Infinity;
  /** The pause of the latest collection, whoever began it. */
  #pauseSeconds: number | undefined;
  #request: Request | undefined;

  constructor(collections: CollectionSwitch, options: DueCollectionsOptions) {
    this.#switch = collections;
    this.#options = options;
    this.#gapSeconds = GAP_SECONDS * Math.min(1, options.spanSeconds / FULL_SPAN_SECONDS);
    this.#waitSeconds = options.waitSeconds ?? LONGEST_WAIT_SECONDS;
    this.#clock = options.clock ?? { nowSeconds: now, after: MONOTONIC.after };
    this.#startSeconds = this.#now();
    this.#latestSeconds = this.#startSeconds;
  }

  /**
   * Takes in a collection.
   *
   * @returns whether it was asked for
   */
  noteCollection({ startSeconds, endSeconds, pauseSeconds }: ReportedCollection): boolean {
    this.#latestSeconds = Math.max(this.#latestSeconds, endSeconds);
    this.#pauseSeconds = pauseSeconds;
    const request = this.#request;
    if (request === undefined || endSeconds < request.sinceSeconds) return false;
    this.#end();
    // V8 had begun this one by itself.
    if (startSeconds < request.sinceSeconds) return false;
    this.#nextSeconds = request.sinceSeconds + Math.max(this.#gapSeconds, pauseSeconds / this.#options.maxPauseRatio);
    this.#options.stats.noteCollection(pauseSeconds);
    return true;
  }

  /** Asks for a collection where one is due. It comes right after a read, as it confirms what has been read before. */
  afterRead(need: Need): void {
    if (this.#request !== undefined) return;
    const { collectAfterSeconds } = this.#options;
    if (collectAfterSeconds !== 'auto' && this.#now() - this.#latestSeconds >= collectAfterSeconds) {
      this.#latestSeconds = this.#now();
      this.#ask(Math.min(this.#waitSeconds, collectAfterSeconds), () => this.#force());
    } else if (need.lacksEvidence && this.#mayAsk(need.heapUsedBytes)) {
      this.#ask(this.#waitSeconds, () => {
        this.#nextSeconds = this.#now() + RETRY_SHARE * this.#gapSeconds;
      });
    }
  }

  /** Asks for none any more. */
  stop(): void {
    this.#end();
  }

  #mayAsk(heapUsedBytes: number): boolean {
    const nowSeconds = this.#now();
    const ranSeconds = nowSeconds - this.#startSeconds;
    const quietSeconds = Math.min(QUIET_GAP_SHARE * this.#gapSeconds, QUIET_RUN_SHARE * ranSeconds);
    const pauseSeconds = this.#pauseSeconds ?? PAUSE_SECONDS_PER_BYTE * heapUsedBytes;
    return (
      nowSeconds >= this.#nextSeconds &&
      nowSeconds - this.#latestSeconds >= quietSeconds &&
      ranSeconds * this.#options.maxPauseRatio >= pauseSeconds
    );
  }

  /** Has V8 begin one. @param onNone is called where it has not come in time, or V8 cannot be asked */
  #ask(waitSeconds: number, onNone: () => unknown): void {
    if (!this.#switch.early()) {
      onNone();
      return;
    }
    const cancel = this.#clock.after(waitSeconds, () => {
      this.#end();
      onNone();
    });
    this.#request = { sinceSeconds: this.#now(), cancel };
  }

  /** Collects at once, which stops the application: it has nothing to do, or V8 must not mark beside it. */
  async #force(): Promise<void> {
    const request = { sinceSeconds: this.#now() };
    this.#request = request;
    try {
      // It is counted once it is reported.
      await this.#switch.force();
    } catch (error) {
      if (this.#request === request) this.#request = undefined;
      // No read has failed, so none is counted.
      this.#options.notices.note('a requested collection has failed', error, 'growth is known after the next one');
    }
  }

  #end(): void {
    const { cancel } = this.#request ?? {};
    this.#request = undefined;
    if (cancel === undefined) return;
    cancel();
    this.#switch.usual();
  }

  #now(): number {
    return this.#clock.nowSeconds();
  }
}
