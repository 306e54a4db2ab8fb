import { Backoff, spread } from '../values/backoff.js';
import type { Clock } from '../values/clock.js';
import { callGuarded } from '../values/guard.js';

/** The parts that a {@link RetryingPoster} works with. */
export interface PosterPorts {
  readonly hasContent: () => boolean;
  /** Posts the present state; rejects where that was not accepted. */
  readonly post: () => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly clock: Clock;
}

/**
 * Posts one at a time and, after a failure, again with growing waits. Its queue holds one: whatever is requested while it
 * is busy or waits is posted once, as it is then.
 */
export class RetryingPoster {
  readonly #ports: PosterPorts;
  readonly #backoff = new Backoff({ firstSeconds: 1, longestSeconds: 60 });
  #isRequested = false;
  #isPosting = false;
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
      this.#backoff.reset();
    } catch (error) {
      this.#retryLater(error);
    }
    this.#isPosting = false;
    this.#postIfFree();
  }

  #retryLater(error: unknown): void {
    if (this.#isClosed) return;
    this.#failures += 1;
    callGuarded(() => {
      this.#ports.onFailure(error);
    }, drop);
    this.#cancelRetry = this.#ports.clock.after(spread(this.#backoff.next()), () => {
      this.#cancelRetry = undefined;
      this.request();
    });
  }
}

function drop(): void {
  // The failure of saying that something has failed.
}
