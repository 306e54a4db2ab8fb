/** A clock whose time passes only when a test lets it pass. */
export class ManualClock {
  #seconds = 1000;
  #waiting: Array<{ readonly at: number; readonly act: () => void }> = [];

  readonly nowSeconds = (): number => this.#seconds;

  readonly after = (seconds: number, act: () => void): (() => void) => {
    const one = { at: this.#seconds + seconds, act };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  };

  /** The seconds until each call that waits. */
  get waits(): number[] {
    return this.#waiting.map(({ at }) => at - this.#seconds);
  }

  /** Lets time pass, and makes the calls that are due by then. */
  pass(seconds: number): void {
    this.#seconds += seconds;
    const due = this.#waiting.filter(({ at }) => at <= this.#seconds);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.#seconds);
    for (const { act } of due) act();
  }
}
