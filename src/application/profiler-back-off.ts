/** The longest wait between two attempts to start the profiler. */
const LONGEST_WAIT_SECONDS = 600;

/** The profiler is ours without dispute once it has run for this many times the latest wait. */
const WAITS_UNTIL_STABLE = 10;

/**
 * Decides when to try for V8's profiler again. The first time that it is lost it is started again at once. Where that goes
 * on the waits grow, so that there is no fight over it: whoever stops it is nobody that could be seen to start, and gets
 * a profiler of his own only while there is none of ours. Times are seconds of a monotonic clock.
 */
export class ProfilerBackOff {
  readonly #periodSeconds: number;
  /** The latest wait, or one that counts as such after the first loss; 0 where nobody disputes the profiler. */
  #waitSeconds = 0;
  #startedSeconds = -Infinity;
  #dueSeconds = -Infinity;

  /** Begins undisputed. @param periodSeconds half the shortest wait of a dispute */
  constructor(periodSeconds: number) {
    this.#periodSeconds = periodSeconds;
  }

  /** Takes note that a profiler runs and is read. */
  noteStarted(nowSeconds: number): void {
    this.#startedSeconds = nowSeconds;
  }

  /** Takes note that somebody who was not seen has stopped the profiler. Returns true where it may be started again at once. */
  noteLost(nowSeconds: number): boolean {
    if (nowSeconds - this.#startedSeconds >= WAITS_UNTIL_STABLE * this.#waitSeconds) this.#waitSeconds = 0;
    const isAtOnce = this.#waitSeconds === 0;
    this.#waitSeconds = Math.min(LONGEST_WAIT_SECONDS, isAtOnce ? this.#periodSeconds : 2 * this.#waitSeconds);
    if (!isAtOnce) this.#dueSeconds = nowSeconds + this.#waitSeconds;
    return isAtOnce;
  }

  /**
   * Takes note that somebody else's profiler runs and is not read.
   *
   * @param leastSeconds the shortest wait before the question may be asked again, because of what it costs
   */
  noteBusy(nowSeconds: number, leastSeconds: number): void {
    this.#dueSeconds = nowSeconds + leastSeconds;
  }

  /** Returns true when it is time for an attempt. */
  isDue(nowSeconds: number): boolean {
    return nowSeconds >= this.#dueSeconds;
  }
}
