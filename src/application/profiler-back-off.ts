/** The longest wait between two attempts to start the profiler. */
const LONGEST_WAIT_SECONDS = 600;

/** The profiler is ours without dispute once it has run for this many times the latest wait. */
const WAITS_UNTIL_STABLE = 10;

/**
 * Decides when to try for V8's profiler again. The first time that it is lost it is started again at once; where others
 * keep using it, the waits grow, so that there is no fight over it. Times are seconds of a monotonic clock.
 */
export class ProfilerBackOff {
  readonly #periodSeconds: number;
  /** The latest wait, or one that counts as such after the first loss; 0 where nobody disputes the profiler. */
  #waitSeconds = 0;
  #startedSeconds = -Infinity;
  #dueSeconds = -Infinity;
  #dueWhenFreedSeconds = -Infinity;

  /** Begins undisputed. @param periodSeconds the shortest wait */
  constructor(periodSeconds: number) {
    this.#periodSeconds = periodSeconds;
  }

  /** Takes note that the profiler was started. */
  noteStarted(nowSeconds: number): void {
    this.#startedSeconds = nowSeconds;
  }

  /** Takes note that somebody stopped the profiler. Returns true where it may be started again at once. */
  noteLost(nowSeconds: number): boolean {
    this.#settle(nowSeconds);
    if (this.#waitSeconds > 0) {
      this.noteBusy(nowSeconds);
      return false;
    }
    this.#waitSeconds = this.#periodSeconds;
    return true;
  }

  /** Takes note that the profiler gave way to another's. */
  noteGaveWay(nowSeconds: number): void {
    this.#settle(nowSeconds);
    this.noteBusy(nowSeconds);
  }

  /**
   * Takes note that another's profiler runs.
   *
   * @param leastSeconds the shortest wait before the question may be asked again, because of what it costs
   */
  noteBusy(nowSeconds: number, leastSeconds = 0): void {
    this.#waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(this.#periodSeconds, 2 * this.#waitSeconds));
    this.#dueWhenFreedSeconds = nowSeconds + this.#waitSeconds;
    this.#dueSeconds = nowSeconds + Math.max(this.#waitSeconds, leastSeconds);
  }

  /** Returns true when it is time for an attempt. @param wasFreed true where another's has been seen to stop meanwhile */
  isDue(nowSeconds: number, wasFreed: boolean): boolean {
    return nowSeconds >= (wasFreed ? this.#dueWhenFreedSeconds : this.#dueSeconds);
  }

  #settle(nowSeconds: number): void {
    if (nowSeconds - this.#startedSeconds >= WAITS_UNTIL_STABLE * this.#waitSeconds) this.#waitSeconds = 0;
  }
}
