import type { Budget } from './budget.js';

/**
 * The status of a budget: `ok` within its limit; `pending` beyond it, but not for as long as the budget's `for` yet;
 * `firing` once it has been beyond its limit for that long.
 */
export type BudgetStatus = 'ok' | 'pending' | 'firing';

/** The state of a budget, from which the next one follows; times are monotonic seconds. */
export type AlertState = (Firing | NotFiring) & {
  /** The time at which the status began. */
  readonly sinceSeconds: number;
  /** The time at which a firing was last notified, whether or not it has ended; `undefined` before the first. */
  readonly notifiedSeconds: number | undefined;
  /** The number of firings so far, notified or not. */
  readonly firings: number;
};

interface NotFiring {
  readonly status: 'ok' | 'pending';
  readonly isNotified: false;
}

interface Firing {
  readonly status: 'firing';
  /** True where this firing has been notified; it is not while the latest notification is more recent than `repeat`. */
  readonly isNotified: boolean;
}

/** The use of a budget, in the unit of its limit. */
export interface BudgetUse {
  /** The amount that is used; `undefined` where that is unknown, and then nothing changes. */
  readonly usage: number | undefined;
  readonly limit: number;
  readonly clear: number;
}

/** Returns the state of a budget whose use has not been measured yet. */
export function initialState(nowSeconds: number): AlertState {
  return { status: 'ok', sinceSeconds: nowSeconds, isNotified: false, notifiedSeconds: undefined, firings: 0 };
}

/**
 * Returns the state that follows: `ok` becomes `pending` above the limit, `pending` becomes `firing` once the limit has
 * been exceeded for `forSeconds`, and `firing` becomes `ok` at `clear` or below. A firing is notified at once, or, if
 * the last notification was less than `repeatSeconds` ago, when these have passed and it is still active. The result
 * depends on the arguments alone, and is the same object where nothing changes.
 */
export function nextState(
  state: AlertState,
  { usage, limit, clear }: BudgetUse,
  { forSeconds, repeatSeconds }: Pick<Budget, 'forSeconds' | 'repeatSeconds'>,
  nowSeconds: number,
): AlertState {
  if (usage === undefined) return state;
  const isExceeded = usage > (state.status === 'firing' ? clear : limit);
  if (!isExceeded) {
    return state.status === 'ok' ? state : { ...state, status: 'ok', sinceSeconds: nowSeconds, isNotified: false };
  }
  const mayNotify = nowSeconds - (state.notifiedSeconds ?? -Infinity) >= repeatSeconds;
  const notification = mayNotify ? { isNotified: true, notifiedSeconds: nowSeconds } : {};
  if (state.status === 'firing') return state.isNotified || !mayNotify ? state : { ...state, ...notification };
  const exceededSince = state.status === 'pending' ? state.sinceSeconds : nowSeconds;
  if (nowSeconds - exceededSince >= forSeconds) {
    const firings = state.firings + 1;
    return { ...state, status: 'firing', sinceSeconds: nowSeconds, firings, ...notification };
  }
  return state.status === 'pending' ? state : { ...state, status: 'pending', sinceSeconds: nowSeconds };
}
