import { now } from '../v8/clock.js';
import { formatBytes } from '../values/units.js';
import type { FailureNotices } from './failure-notices.js';
import type { GrowingLeak } from './leak-watch.js';
import type { HeapRead } from './read-heap.js';
import type { ReadStats } from './read-stats.js';
import { type OrdinalRange, ZoomRanges } from './zoom-ranges.js';
import { ZoomSchedule } from './zoom-schedule.js';
import type { InliningSwitch } from './zoom-session.js';

/**
 * The largest heap of a process that is zoomed at: a zoom goes over the whole heap, at its beginning and at its end, and
 * takes up to a quarter of a second for so much.
 */
const LARGEST_HEAP_BYTES = 512 * 2 ** 20;

/** The seconds by which a timer may come early. */
const TIMER_SLACK_SECONDS = 0.005;

/** The parts that a {@link Zoom} works with. */
export interface ZoomParts {
  readonly inlining: InliningSwitch;
  /** Asks the application's thread whether it may be zoomed at now, and is answered by {@link Zoom.noteAnswer}. */
  readonly ask: (gapSeconds: number) => void;
  readonly stats: Pick<ReadStats, 'noteZoomBegin' | 'noteZoom'>;
  readonly notices: FailureNotices;
  readonly clock?: () => number;
}

/** The state of a {@link Zoom}. */
type State =
  | { readonly is: 'idle' }
  /** One is due, and the application's thread has been asked. */
  | { readonly is: 'asked'; readonly seconds: number }
  /** The next cycle begins one. */
  | { readonly is: 'allowed'; readonly seconds: number }
  /** V8 inlines nothing. */
  | { readonly is: 'on'; readonly fromSeconds: number; readonly untilSeconds: number }
  /** One has failed, and there are no more. */
  | { readonly is: 'failed' };

/**
 * Looks without inlining for some seconds, where something grows: the cycle calls {@link beforeRead} and
 * {@link afterRead} around each read and waits for {@link nextSeconds} then. A read follows the beginning at once and
 * another one comes right before the end; {@link isExact} holds for the samples born between the two.
 */
export class Zoom {
  readonly #parts: ZoomParts;
  readonly #schedule: ZoomSchedule;
  readonly #ranges = new ZoomRanges();
  readonly #now: () => number;
  #state: State = { is: 'idle' };
  #leaks: readonly string[] = [];
  #pauseSeconds = 0;

  /** @param spanSeconds the shortest span over which leaks are looked for */
  constructor(spanSeconds: number, parts: ZoomParts) {
    this.#schedule = new ZoomSchedule(spanSeconds);
    this.#parts = parts;
    this.#now = parts.clock ?? now;
  }

  /** The ordinals of samples that were born while V8 inlined nothing, the oldest first. */
  get ranges(): readonly OrdinalRange[] {
    return this.#ranges.all;
  }

  /** Says whether a sample was born while V8 inlined nothing, so that its stack has every function that was called. */
  isExact(ordinal: number): boolean {
    return this.#ranges.has(ordinal);
  }

  /** Takes in the answer of the application's thread. @param refusal the reason why there must be no zoom, or `null` */
  noteAnswer(refusal: string | null): void {
    if (this.#state.is !== 'asked') return;
    if (refusal === null) this.#state = { is: 'allowed', seconds: this.#state.seconds };
    else this.#refuse();
  }

  /** Begins one where it is allowed. Does not reject. */
  async beforeRead(): Promise<void> {
    if (this.#state.is !== 'allowed') return;
    const { seconds } = this.#state;
    try {
      const pauseSeconds = await this.#parts.inlining.off(() => {
        this.#finish(0);
      });
      const fromSeconds = this.#now();
      if (pauseSeconds === undefined) {
        this.#refuse();
        return;
      }
      this.#parts.stats.noteZoomBegin(pauseSeconds);
      this.#pauseSeconds = pauseSeconds;
      this.#state = { is: 'on', fromSeconds, untilSeconds: fromSeconds + seconds };
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Takes a read in, and ends a zoom or asks for one where that is due. Does not reject.
   *
   * @param read `undefined` where there is none, as no profiler runs, or the read has failed
   */
  async afterRead(read: HeapRead | undefined, growing: readonly GrowingLeak[]): Promise<void> {
    if (this.#state.is === 'on') {
      if (read !== undefined) {
        this.#ranges.noteRead(read.profile.samples);
        this.#leaks = [...new Set([...this.#leaks, ...growing.map(({ id }) => id)])];
        this.#pauseSeconds += read.pauseSeconds;
      }
      if (this.#now() >= this.#state.untilSeconds - TIMER_SLACK_SECONDS) await this.#end();
    } else if (this.#state.is === 'idle' && read !== undefined) {
      const seconds = this.#schedule.due(growing, this.#now());
      if (seconds === undefined || this.#isTooLarge(read.heapUsedBytes)) return;
      this.#state = { is: 'asked', seconds };
      this.#parts.ask(this.#schedule.gapSeconds);
    }
  }

  /** Gives the seconds to the next cycle. @param periodSeconds those that it would be without a zoom */
  nextSeconds(periodSeconds: number): number {
    if (this.#state.is === 'allowed') return 0;
    if (this.#state.is !== 'on') return periodSeconds;
    return Math.min(periodSeconds, Math.max(0, this.#state.untilSeconds - this.#now()));
  }

  /** Begins anew, as the profiler has: what was seen belongs to another run of it. */
  restart(): void {
    this.#ranges.clear();
  }

  async #end(): Promise<void> {
    try {
      this.#finish((await this.#parts.inlining.on()) ?? 0);
    } catch (error) {
      this.#fail(error);
    }
  }

  #refuse(): void {
    this.#state = { is: 'idle' };
    this.#schedule.noteRefused(this.#now());
  }

  /** Takes in the end of a zoom, which has come by itself or by the application's thread. */
  #finish(endPauseSeconds: number): void {
    if (this.#state.is !== 'on') return;
    this.#schedule.noteZoom(this.#leaks, { fromSeconds: this.#state.fromSeconds, toSeconds: this.#now() });
    this.#parts.stats.noteZoom({ endPauseSeconds, pauseSeconds: this.#pauseSeconds + endPauseSeconds });
    this.#ranges.end();
    this.#leaks = [];
    this.#state = { is: 'idle' };
  }

  #fail(error: unknown): void {
    this.#ranges.end();
    this.#state = { is: 'failed' };
    this.#parts.notices.note('V8 cannot be kept from inlining', error, 'leaks are named by what V8 has not inlined');
  }

  #isTooLarge(heapUsedBytes: number): boolean {
    if (heapUsedBytes <= LARGEST_HEAP_BYTES) return false;
    const reason = new Error(`the heap is larger than ${formatBytes(LARGEST_HEAP_BYTES)}`);
    this.#parts.notices.note('leaks are not looked at without inlining', reason, 'V8 may name them by what calls them');
    return true;
  }
}
