import type { FromSampler, SamplerConnection, SamplerDeath, ToSampler } from '../threads/messages.js';
import { Backoff } from '../values/backoff.js';
import type { Clock } from '../values/clock.js';
import { reasonOf } from '../values/errors.js';

/** The time after which a sampler counts as running well: its death is then the first again. */
const RUNS_WELL_SECONDS = 600;

/** The death of a sampler, and what follows. */
export interface SamplerLoss extends SamplerDeath {
  /** The seconds until it is started again; `null` where that makes no sense. */
  readonly retrySeconds: number | null;
  /** True where the waits have become as long as they get: such deaths are many. */
  readonly isFrequent: boolean;
}

/** The parts that a supervisor works with. */
export interface SupervisorParts {
  /** Starts a sampler from the state as it is now; throws where it cannot. */
  readonly open: (receive: (message: FromSampler) => void, fail: (death: SamplerDeath) => void) => SamplerConnection;
  readonly onMessage: (message: FromSampler) => void;
  readonly onLoss: (loss: SamplerLoss) => void;
  readonly clock: Clock;
}

/**
 * Keeps a sampler running: one that has died is started again, after a second at first, and after twice as long each
 * time, up to five minutes, without end. Only a program that was never there is not waited for.
 */
export class SamplerSupervisor {
  readonly #parts: SupervisorParts;
  readonly #backoff = new Backoff({ firstSeconds: 1, longestSeconds: 300 });
  /** The connection to the sampler that runs; `undefined` while there is none. */
  #connection: SamplerConnection | undefined;
  /** Tells the messages and the death of the present sampler from those of one before. */
  #present = 0;
  #startedSeconds = 0;
  #hasEverRun = false;
  #isHeld = false;
  #cancelRetry: (() => void) | undefined;
  #isClosed = false;

  /** Starts the sampler. Does not throw: a sampler that cannot be started has died. */
  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#start();
  }

  /** Sends the sampler a message; while there is none, the message is lost: the next one starts from what is so then. */
  send(message: ToSampler): void {
    this.#connection?.send(message);
  }

  /** Keeps the process alive until called with `false`, or until the sampler dies. */
  keepAlive(alive: boolean): void {
    if (this.#isClosed) return;
    this.#isHeld = alive;
    this.#connection?.keepAlive(alive);
  }

  /** Ends the sampler for good; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry?.();
    await this.#connection?.close();
  }

  #start(): void {
    this.#present += 1;
    const present = this.#present;
    const isPresent = (): boolean => this.#present === present && !this.#isClosed;
    this.#startedSeconds = this.#parts.clock.nowSeconds();
    try {
      this.#connection = this.#parts.open(
        (message) => {
          if (!isPresent()) return;
          this.#hasEverRun = true;
          this.#parts.onMessage(message);
        },
        (death) => {
          if (isPresent()) this.#lose(death);
        },
      );
      if (this.#isHeld) this.#connection.keepAlive(true);
    } catch (error) {
      this.#lose({ reason: reasonOf(error), cause: 'other' });
    }
  }

  #lose(death: SamplerDeath): void {
    this.#present += 1;
    this.keepAlive(false);
    this.#connection = undefined;
    if (this.#parts.clock.nowSeconds() - this.#startedSeconds >= RUNS_WELL_SECONDS) this.#backoff.reset();
    const isHopeless = death.cause === 'missing' && !this.#hasEverRun;
    const { isLongest: isFrequent } = this.#backoff;
    const retrySeconds = isHopeless ? null : this.#backoff.next();
    if (retrySeconds !== null) {
      this.#cancelRetry = this.#parts.clock.after(retrySeconds, () => {
        this.#start();
      });
    }
    this.#parts.onLoss({ ...death, retrySeconds, isFrequent });
  }
}
