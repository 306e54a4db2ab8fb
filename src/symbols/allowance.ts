/** Says that a map takes more memory or time than it may. */
export class TooMuchError extends Error {}

/** Counts the bytes that one script and its map take, and ends the reading where they become too many. */
export class Allowance {
  readonly #limitBytes: number;
  #takenBytes = 0;

  /** @param limitBytes the most bytes that may be taken */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** Takes some bytes. @throws TooMuchError */
  take(bytes: number): void {
    this.#takenBytes += bytes;
    if (this.#takenBytes > this.#limitBytes) {
      throw new TooMuchError('it takes too much memory');
    }
  }
}
