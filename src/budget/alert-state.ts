import type { Budget } from './budget.js';

/** Where a budget stands: kept; broken, not for as long as `for` says yet; broken for so long. */
export type BudgetStatus = 'ok' | 'pending' | 'firing';

/** A budget's past, as far as its next state hangs on it. Times are monotonic seconds. */
export interface AlertState {
  readonly status: BudgetStatus;
  /** Begin of the status. */
  readonly sinceSeconds: number;
  /** Whether somebody is told of the firing that goes on: not where the last one told was within `repeat`. */
  readonly isNotified: boolean;
  /** When somebody was last told of a firing, be it over or not. */
  readonly notifiedSeconds: number | undefined;
  /** Firings so far, told or not. */
  readonly firings: number;
}

/** What is used of a budget, in whichever unit it has. */
export interface BudgetUse {
  /** `undefined` where it cannot be told: nothing is known then, and nothing changes. */
  readonly usage: number | undefined;
  readonly limit: number;
  readonly clear: number;
}

/** The state of a budget that has not been looked at yet. */
export function initialState(nowSeconds: number): AlertState {
  return { status: 'ok', sinceSeconds: nowSeconds, isNotified: false, notifiedSeconds: undefined, firings: 0 };
}

/**
 * The state that follows: `ok` becomes `pending` above the limit, `pending` becomes `firing` once it has been broken for
 * `forSeconds`, `firing` becomes `ok` at `clear` or below. A firing is told at once, or, if it still goes on then, when
 * `repeatSeconds` have passed since the last one was. A function of its arguments alone; the same object where nothing
 * changes.
 */
export function nextState(
  state: AlertState,
  { usage, limit, clear }: BudgetUse,
  { forSeconds, repeatSeconds }: Pick<Budget, 'forSeconds' | 'repeatSeconds'>,
  nowSeconds: number,
): AlertState {
  if (usage === undefined) return state;
  const isBroken = usage > (state.status === 'firing' ? clear : limit);
  if (!isBroken) {
    return state.status === 'ok' ? state : { ...state, status: 'ok', sinceSeconds: nowSeconds, isNotified: false };
  }
  const mayTell = nowSeconds - (state.notifiedSeconds ?? -Infinity) >= repeatSeconds;
  const telling = mayTell ? { isNotified: true, notifiedSeconds: nowSeconds } : {};
  if (state.status === 'firing') return state.isNotified || !mayTell ? state : { ...state, ...telling };
  const brokenSince = state.status === 'pending' ? state.sinceSeconds : nowSeconds;
  if (nowSeconds - brokenSince >= forSeconds) {
    return { ...state, status: 'firing', sinceSeconds: nowSeconds, firings: state.firings + 1, ...telling };
  }
  return state.status === 'pending' ? state : { ...state, status: 'pending', sinceSeconds: nowSeconds };
}
