/** The number of pauses that the period is computed from: their median, so that two outliers of them do not count. */
const MEDIAN_OF = 5;

/** The longest period as a multiple of the period that was asked for, and in seconds: whichever is longer. */
const MOST_PERIODS = 20;
const LONGEST_SECONDS = 600;

/** The time to the next read. */
export interface NextRead {
  readonly periodSeconds: number;
  /** True where the period would have to be longer still for the pauses to stay within their share of the time. */
  readonly isPeriodCapped: boolean;
}

/**
 * Computes the time from one read to the next: the period that was asked for, or longer, so that the median of the last
 * pauses stays within its share of the time, but never so long that nobody watches. A single pause means little: a
 * process that is stopped within a read for ten seconds has not been paused by it.
 */
export class ReadPeriod {
  #pauses: readonly number[] = [];
  #besidesSeconds = 0;

  /** Takes in the pause of one read. */
  note(pauseSeconds: number): void {
    this.#pauses = [...this.#pauses, pauseSeconds].slice(-MEDIAN_OF);
    this.#besidesSeconds = 0;
  }

  /** Takes in pauses that do not come with every read. The next read alone waits for them. */
  noteBesides(pauseSeconds: number): void {
    this.#besidesSeconds += pauseSeconds;
  }

  /**
   * Gives the time to the next read.
   *
   * @param settings.periodSeconds the period asked for, at most a day, so that twenty of it are no more than a timer takes
   * @param settings.maxPauseRatio the share of the time that pauses may take
   */
  next({ periodSeconds, maxPauseRatio }: { periodSeconds: number; maxPauseRatio: number }): NextRead {
    const sorted = [...this.#pauses].sort((a, b) => a - b);
    // The lower one of two in the middle: one outlier of two counts as little as one of three.
    const medianSeconds = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    const wantedSeconds = (medianSeconds + this.#besidesSeconds) / maxPauseRatio;
    const longestSeconds = Math.max(MOST_PERIODS * periodSeconds, LONGEST_SECONDS);
    return {
      periodSeconds: Math.min(Math.max(periodSeconds, wantedSeconds), longestSeconds),
      isPeriodCapped: wantedSeconds > longestSeconds,
    };
  }
}
