import { Backoff, spread } from '../values/backoff.js';
import type { Clock } from '../values/clock.js';
import { callGuarded } from '../values/guard.js';

/** The ways to open, to close and to tell of what a {@link KeptOpen} opens. */
export interface Openable<T> {
  readonly open: () => Promise<T> | T;
  readonly close: (opened: T) => Promise<void> | void;
  /** Is called with what was opened, and the number of attempts that failed before. */
  readonly onOpen: (opened: T, failures: number) => void;
  /** Is called with the first failure, and whether it is tried again. */
  readonly onFailure: (error: unknown, isRetried: boolean) => void;
  readonly clock: Clock;
}

/**
 * Opens something that may not be to be had now, such as a port that another process still has, and tries again until
 * it is: after 5 s at first, after a minute in the end. What is refused for good is not tried again.
 */
export class KeptOpen<T> {
  readonly #openable: Openable<T>;
  readonly #backoff = new Backoff({ firstSeconds: 5, longestSeconds: 60 });
  #opened: T | undefined;
  #failures = 0;
  #attempt: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;

  constructor(openable: Openable<T>) {
    this.#openable = openable;
  }

  /** What is open now; `undefined` while it could not be opened. */
  get opened(): T | undefined {
    return this.#opened;
  }

  /** Tries to open; resolves when that has succeeded or failed, and does not reject. */
  open(): Promise<void> {
    this.#attempt = this.#tryOnce();
    return this.#attempt;
  }

  /** Closes what is open, and tries no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    await this.#attempt;
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened !== undefined) await this.#openable.close(opened);
  }

  async #tryOnce(): Promise<void> {
    try {
      const opened = await this.#openable.open();
      this.#opened = opened;
      if (this.#isClosed) return;
      callGuarded(() => {
        this.#openable.onOpen(opened, this.#failures);
      }, drop);
    } catch (error) {
      if (!this.#isClosed) this.#retryLater(error);
    }
  }

  #retryLater(error: unknown): void {
    this.#failures += 1;
    const isRetried = mayPass(error);
    if (this.#failures === 1) {
      callGuarded(() => {
        this.#openable.onFailure(error, isRetried);
      }, drop);
    }
    if (!isRetried) return;
    this.#cancelRetry = this.#openable.clock.after(spread(this.#backoff.next()), () => {
      void this.open();
    });
  }
}

/** Says whether an error may pass by itself: the system's errors may, but for a right that the process has not. */
function mayPass(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code !== 'EACCES' && code !== 'EPERM' && code !== 'ERR_ACCESS_DENIED';
}

function drop(): void {
  // The failure of saying so.
}
