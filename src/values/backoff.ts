/** Gives the waits before something that fails is tried again: each is twice as long as the one before, up to the longest. */
export class Backoff {
  readonly #firstSeconds: number;
  readonly #longestSeconds: number;
  #seconds = 0;

  constructor({ firstSeconds, longestSeconds }: { firstSeconds: number; longestSeconds: number }) {
    this.#firstSeconds = firstSeconds;
    this.#longestSeconds = longestSeconds;
  }

  /** True where the latest wait was the longest there is. */
  get isLongest(): boolean {
    return this.#seconds >= this.#longestSeconds;
  }

  /** Gives the next wait in seconds. */
  next(): number {
    this.#seconds = Math.min(this.#longestSeconds, Math.max(this.#firstSeconds, 2 * this.#seconds));
    return this.#seconds;
  }

  /** Begins anew: what was tried has succeeded. */
  reset(): void {
    this.#seconds = 0;
  }
}

/** Shortens a wait by up to a half, at random, so that a fleet does not come back as one. */
export function spread(seconds: number): number {
  return seconds * (0.5 + Math.random() / 2);
}
