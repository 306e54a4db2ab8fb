import { CheckpointHistory } from './checkpoint-history.js';
import type { Checkpoint } from './checkpoint.js';
import type { Room } from './danger.js';
import { EvaluationSchedule } from './evaluation-schedule.js';
import type { SignificanceLevel } from './significance.js';
import { earlySpansOf, type Span, spansOf, type Window, windowOf } from './spans.js';
import { falseAlarmProbability, falseGrowthProbability, type JudgedKind, type LeakThresholds } from './thresholds.js';
import type { Evaluation } from './verdict.js';

/** Evidence of a collection is missed once none has come for this share of the shortest span: a minute by default. */
const LEAST_QUIET_SHARE: number = 1 / 60;

/** What a judge needs besides samples. */
export interface JudgeOptions {
  readonly thresholds: LeakThresholds;
  /** Mean spacing of samples. */
  readonly intervalBytes: number;
  /** The time at which sampling began, monotonic seconds. */
  readonly startSeconds: number;
}

/** The spans that are evaluated at a checkpoint. */
interface DueSpans {
  readonly at: Checkpoint | undefined;
  readonly lasting: readonly Span[];
  readonly early: readonly Span[];
}

/** The terms on which sites and callers are judged alike: the same checkpoints, spans and thresholds. */
export class Terms {
  readonly checkpoints: CheckpointHistory;
  readonly #options: JudgeOptions;
  readonly #schedule = new EvaluationSchedule();
  #due: DueSpans = { at: undefined, lasting: [], early: [] };
  /** The room under the limit at the latest checkpoint; `undefined` where it is not known. */
  room: Room | undefined;

  /** Begins without checkpoints. */
  constructor(options: JudgeOptions) {
    this.#options = options;
    this.checkpoints = new CheckpointHistory(options.thresholds.spanSeconds);
  }

  /** The stretch of time that growth is reported over; `undefined` while there is none. */
  get window(): Window | undefined {
    const { startSeconds, thresholds } = this.#options;
    return windowOf(this.checkpoints.all, startSeconds, thresholds.spanSeconds);
  }

  /**
   * Gives the time from which on memory counts that no checkpoint has confirmed: as growth is reported over the younger
   * half of the run, and the shortest span at most.
   */
  unconfirmedSince(nowSeconds: number): number {
    const { startSeconds, thresholds } = this.#options;
    const youngSeconds = (startSeconds + nowSeconds) / 2;
    return Math.max(youngSeconds, nowSeconds - thresholds.spanSeconds, this.checkpoints.latest?.seconds ?? -Infinity);
  }

  /** Says whether no collection has come for so long that evidence is missed. */
  isQuiet(nowSeconds: number): boolean {
    const { startSeconds, thresholds } = this.#options;
    const latestSeconds = this.checkpoints.latest?.seconds ?? startSeconds;
    return nowSeconds - latestSeconds >= LEAST_QUIET_SHARE * thresholds.spanSeconds;
  }

  /** Gives the level of significance of growth. @param count the number of sites, or of callers, that are judged */
  levelOf(kind: JudgedKind, count: number): SignificanceLevel {
    const { thresholds, intervalBytes } = this.#options;
    return { falseAlarmProbability: falseAlarmProbability(thresholds, count, kind), intervalBytes };
  }

  /** Gives the terms at the latest checkpoint. @param count the number of sites, or of callers, that are judged */
  evaluationOf(kind: JudgedKind, count: number): Evaluation {
    const { thresholds } = this.#options;
    const level = this.levelOf(kind, count);
    const { lasting, early } = this.#dueSpans();
    return {
      ...level,
      window: this.window,
      spans: lasting,
      early:
        this.room === undefined
          ? undefined
          : {
              spans: early,
              room: this.room,
              falseAlarmProbability: falseAlarmProbability(thresholds, count, kind, 'early'),
            },
      spanSeconds: thresholds.spanSeconds,
      minimumGrowthRatio: thresholds.minimumGrowthRatio,
      falseGrowthProbability: Math.max(level.falseAlarmProbability, falseGrowthProbability(count)),
    };
  }

  /** Gives the spans that are evaluated at the latest checkpoint, the same ones for all that is judged at it. */
  #dueSpans(): DueSpans {
    const at = this.checkpoints.latest;
    if (at !== this.#due.at) {
      const { all } = this.checkpoints;
      const { spanSeconds } = this.#options.thresholds;
      const [lasting, early] = [spansOf(all, spanSeconds), earlySpansOf(all, spanSeconds)];
      this.#due = { at, lasting: this.#schedule.takeDue(lasting), early: this.#schedule.takeDue(early) };
    }
    return this.#due;
  }
}
