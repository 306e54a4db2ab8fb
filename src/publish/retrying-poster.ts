import type { Clock } from '../values/clock.js';

/** The parts that a {@link RetryingPoster} works with. */
export interface PosterPorts {
  readonly hasContent: () => boolean;
  /** Posts the present state; rejects where that was not accepted. */
  readonly post: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly clock: Clock;
}

const FIRST_RETRY_SECONDS = 1;
const LONGEST_RETRY_SECONDS = 60;

/**
 * Posts one at a time and, after a failure, again with growing waits. Its queue holds one: whatever is requested while it
 * is busy or waits is posted once, as it is then.
 */
export class RetryingPoster {
  readonly #ports: PosterPorts;
  #isRequested = false;
  #isPosting = false;
  #retrySeconds = 0;
  /** Cancels the next try, where one waits. */
  #cancelRetry: (() => void) | undefined;
  #failures = 0;
  #isClosed = false;

  constructor(ports: PosterPorts) {
    this.#ports = ports;
  }

  /** The number of posts that failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Posts at once, or as soon as the post under way or the wait after a failure is over. */
  request(): void {
    this.#isRequested = true;
    this.#postIfFree();
  }

  /** Begins no further post, and counts no further failure. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry?.();
  }

  #postIfFree(): void {
    if (!this.#isRequested || this.#isPosting || this.#cancelRetry !== undefined || this.#isClosed) return;
    this.#isRequested = false;
    if (this.#ports.hasContent()) void this.#post();
  }

  async #post(): Promise<void> {
    this.#isPosting = true;
    try {
      await this.#ports.post();
      this.#retrySeconds = 0;
    } catch (error) {
      this.#retryLater(error);
    }
    this.#isPosting = false;
    this.#postIfFree();
  }

  #retryLater(error: unknown): void {
    if (this.#isClosed) return;
    this.#failures += 1;
    this.#ports.onFailure(error);
    this.#retrySeconds = Math.min(LONGEST_RETRY_SECONDS, Math.max(FIRST_RETRY_SECONDS, 2 * this.#retrySeconds));
    // Spread, so that a fleet does not come back as one.
    const seconds = this.#retrySeconds * (0.5 + Math.random() / 2);
    this.#cancelRetry = this.#ports.clock.after(seconds, () => {
      this.#cancelRetry = undefined;
      this.request();
    });
  }
}
