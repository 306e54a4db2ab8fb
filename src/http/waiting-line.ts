import type { Clock } from '../values/clock.js';

interface Waiting {
  readonly act: () => void;
  readonly isGone: () => boolean;
}

/**
 * Lets a number of acts begin at once, and a number a second after them; the others wait for their turn. However much is
 * asked of a server, its work then takes a bounded share of a processor that the application may need.
 */
export class WaitingLine {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  /** The acts that may begin at once, at `#countedSeconds`. */
  #free: number;
  #countedSeconds: number;
  #isWaking = false;

  constructor(rate: { burst: number; perSecond: number }, clock: Clock) {
    this.#burst = this.#free = rate.burst;
    this.#perSecond = rate.perSecond;
    this.#clock = clock;
    this.#countedSeconds = clock.nowSeconds();
  }

  /** Acts at once or in its turn; an act that is gone by then gives its turn to the next. */
  enter(act: () => void, isGone: () => boolean): void {
    this.#waiting.push({ act, isGone });
    this.#advance();
  }

  #advance(): void {
    const nowSeconds = this.#clock.nowSeconds();
    const refilled = (nowSeconds - this.#countedSeconds) * this.#perSecond;
    this.#free = Math.min(this.#burst, this.#free + Math.max(0, refilled));
    this.#countedSeconds = nowSeconds;
    this.#waiting = this.#waiting.filter(({ isGone }) => !isGone());
    for (const { act } of this.#waiting.splice(0, Math.floor(this.#free))) {
      this.#free -= 1;
      act();
    }
    if (this.#waiting.length > 0 && !this.#isWaking) this.#wake();
  }

  #wake(): void {
    this.#isWaking = true;
    this.#clock.after(1 / this.#perSecond, () => {
      this.#isWaking = false;
      this.#advance();
    });
  }
}
