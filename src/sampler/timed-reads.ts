import { clearInterval, setInterval } from '../values/runtime-timers.js';
import type { HeapRead } from './read-heap.js';

/** The longest wait for an answer to a read, and the shortest of those that a hurried period makes. */
const LONGEST_WAIT_SECONDS = 10;
const SHORTEST_WAIT_SECONDS = 2;

/** The number of steps that a wait is counted in: a process that is stopped meanwhile loses one of them. */
const STEPS = 10;

/** A read that was asked for, and what came of it so far. */
interface Request {
  /** The time at which it was asked for. */
  readonly since: Date;
  /** Resolves once it is answered, with an error too. */
  readonly answered: Promise<void>;
  outcome?: { readonly read: HeapRead } | { readonly error: unknown };
  isOverdue: boolean;
}

/**
 * Returns the seconds after which the application's thread counts as not answering: ten, or a shorter period, but two at
 * least.
 */
export function readDeadlineSeconds(periodSeconds: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(SHORTEST_WAIT_SECONDS, periodSeconds));
}

/**
 * Asks for reads, one at a time, and waits for each up to a deadline. A thread in a system call or in native code answers
 * nothing until it is back; then it answers the one request that waits.
 */
export class TimedReads {
  readonly #ask: () => Promise<HeapRead>;
  readonly #deadlineSeconds: number;
  readonly #onLateAnswer: () => void;
  #pending: Request | undefined;

  /**
   * Asks for nothing yet.
   *
   * @param ask asks for one read
   * @param options.onLateAnswer is called when a request that was overdue has its answer, which {@link next} gives
   */
  constructor(ask: () => Promise<HeapRead>, options: { deadlineSeconds: number; onLateAnswer: () => void }) {
    this.#ask = ask;
    this.#deadlineSeconds = options.deadlineSeconds;
    this.#onLateAnswer = options.onLateAnswer;
  }

  /** The time of the request that the application's thread has not answered in time; `undefined` where it answers. */
  get unansweredSince(): Date | undefined {
    return this.#pending?.isOverdue === true ? this.#pending.since : undefined;
  }

  /**
   * Gives the next read, or `undefined` where none is answered in time. While a request is overdue no other one is made,
   * and nothing is waited for.
   *
   * @returns rejects with the error of the read
   */
  async next(): Promise<HeapRead | undefined> {
    const request = this.#pending ?? this.#request();
    if (request.outcome === undefined && !request.isOverdue) {
      request.isOverdue = !(await isSettledWithin(request.answered, this.#deadlineSeconds));
    }
    const { outcome } = request;
    if (outcome === undefined) return undefined;
    this.#pending = undefined;
    if ('error' in outcome) throw outcome.error;
    return outcome.read;
  }

  #request(): Request {
    const answered = this.#ask().then(
      (read) => {
        request.outcome = { read };
      },
      (error: unknown) => {
        request.outcome = { error };
      },
    );
    const request: Request = { since: new Date(), answered, isOverdue: false };
    void answered.then(() => {
      if (request.isOverdue) this.#onLateAnswer();
    });
    this.#pending = request;
    return request;
  }
}

/** Waits for a promise that does not reject, and gives up after so many seconds in which this thread ran. */
function isSettledWithin(promise: Promise<void>, seconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    let steps = 0;
    const timer = setInterval(
      () => {
        steps += 1;
        if (steps < STEPS) return;
        clearInterval(timer);
        resolve(false);
      },
      (seconds / STEPS) * 1000,
    );
    void promise.then(() => {
      clearInterval(timer);
      resolve(true);
    });
  });
}
