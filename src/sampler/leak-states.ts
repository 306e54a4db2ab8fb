import { type AlertState, initialState, nextState } from '../budget/alert-state.js';
import type { SuspectReport } from '../report/report.js';

/** A leak is over once it has not been found for this share of the shortest span: five minutes by default. */
const HOLD_SHARE: number = 1 / 12;

/** A suspect before it is known whether it is notified. */
export type FoundSuspect = Omit<SuspectReport, 'isNotified'>;

interface FollowedLeak {
  state: AlertState;
  /** The leak as it was found last. */
  suspect: FoundSuspect;
  /** The time at which it was found last, monotonic. */
  foundSeconds: number;
}

/** The moment from which leaks are followed, and what was reported before. */
interface StatesStart {
  readonly nowSeconds: number;
  /** The shortest span that leaks are looked for in. */
  readonly spanSeconds: number;
  /** The suspects as another sampler has last reported them: each goes on from there. */
  readonly previous?: readonly SuspectReport[] | undefined;
}

/**
 * Follows leaks from report to report with the states of a budget: one fires as soon as it is found, is over once it has
 * not been found for a while, and is notified at most once in the time of the shortest span, so that one which flaps does
 * not call a person each time.
 */
export class LeakStates {
  readonly #spanSeconds: number;
  /** By component, thread and name: those that fire, and those that are over and were notified lately. */
  readonly #followed = new Map<string, FollowedLeak>();

  constructor({ nowSeconds, spanSeconds, previous = [] }: StatesStart) {
    this.#spanSeconds = spanSeconds;
    for (const { isNotified, ...suspect } of previous) {
      const notifiedSeconds = isNotified ? nowSeconds : undefined;
      const state = { ...initialState(nowSeconds), status: 'firing', isNotified, notifiedSeconds, firings: 1 } as const;
      this.#followed.set(keyOf(suspect), { state, suspect, foundSeconds: nowSeconds });
    }
  }

  /** Takes in what is found to leak now, and gives what leaks: this, and what has not been over for long enough. */
  follow(found: readonly FoundSuspect[], nowSeconds: number): SuspectReport[] {
    for (const suspect of found) {
      const key = keyOf(suspect);
      const state = this.#followed.get(key)?.state ?? initialState(nowSeconds);
      this.#followed.set(key, { state, suspect, foundSeconds: nowSeconds });
    }
    const suspects: SuspectReport[] = [];
    for (const [key, followed] of this.#followed) {
      const { suspect, foundSeconds } = followed;
      const isHeld = nowSeconds - foundSeconds < HOLD_SHARE * this.#spanSeconds || foundSeconds === nowSeconds;
      const rule = { forSeconds: 0, repeatSeconds: this.#spanSeconds };
      const state = nextState(followed.state, { usage: isHeld ? 1 : 0, limit: 0, clear: 0 }, rule, nowSeconds);
      followed.state = state;
      if (state.status === 'firing') suspects.push({ ...suspect, isNotified: state.isNotified });
      else if (nowSeconds - (state.notifiedSeconds ?? -Infinity) >= this.#spanSeconds) this.#followed.delete(key);
    }
    return suspects;
  }
}

function keyOf({ component, thread, id }: FoundSuspect): string {
  return `${component} ${thread} ${id}`;
}
