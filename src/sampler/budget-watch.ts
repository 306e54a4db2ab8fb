import { type AlertState, initialState, nextState } from '../budget/alert-state.js';
import type { Budget } from '../budget/budget.js';
import { type MeasuredUse, UsageMeter, type UsageSource } from '../budget/usage.js';
import type { BudgetReport, BudgetUsage } from '../report/budget-report.js';
import { placeOf } from '../report/place.js';

interface WatchedBudget {
  readonly budget: Budget;
  readonly meter: UsageMeter;
  state: AlertState;
}

/** The moment at which budgets are first watched, and what was reported of them before. */
interface WatchStart {
  readonly nowSeconds: number;
  /** Turns a date, ISO 8601, into monotonic seconds. */
  readonly secondsOf: (date: string) => number;
  /** The budgets as another sampler has last reported them: each goes on from there. */
  readonly previous?: readonly BudgetReport[] | undefined;
}

/** Follows budgets from one report to the next. */
export class BudgetWatch {
  readonly #watched: readonly WatchedBudget[];

  constructor(budgets: readonly Budget[], { nowSeconds, secondsOf, previous = [] }: WatchStart) {
    this.#watched = budgets.map((budget) => {
      const before = previous.find(({ name }) => name === budget.name);
      const state = before === undefined ? initialState(nowSeconds) : stateOf(before, secondsOf);
      return { budget, meter: new UsageMeter(budget), state };
    });
  }

  /** Takes in the present usage and reports how the budgets stand. */
  evaluate(source: UsageSource, nowSeconds: number, dateOf: (seconds: number) => Date): BudgetReport[] {
    return this.#watched.map((watched) => {
      const { budget, meter } = watched;
      const use = meter.measure(source);
      const state = nextState(watched.state, use, budget, nowSeconds);
      watched.state = state;
      return {
        name: budget.name,
        ...usageReport(budget, use),
        state: state.status,
        isNotified: state.isNotified,
        since: dateOf(state.sinceSeconds).toISOString(),
        severity: budget.severity,
        violations: state.firings,
        topSites:
          state.status === 'ok'
            ? []
            : use.topSites.map(({ place, retained }) => ({ ...placeOf(place), retainedBytes: retained.bytes })),
      };
    });
  }
}

/** Reads the state of a budget off its report, which does not say when a firing before the present one was notified. */
function stateOf(
  { state, since, isNotified, violations: firings }: BudgetReport,
  secondsOf: WatchStart['secondsOf'],
): AlertState {
  const sinceSeconds = secondsOf(since);
  return state === 'firing'
    ? { status: state, isNotified, sinceSeconds, firings, notifiedSeconds: isNotified ? sinceSeconds : undefined }
    : { status: state, isNotified: false, sinceSeconds, firings, notifiedSeconds: undefined };
}

function usageReport(budget: Budget, { limit, usage }: MeasuredUse): BudgetUsage {
  return budget.limit.kind === 'rate'
    ? { kind: 'rate', limitBytesPerSecond: limit, usageBytesPerSecond: usage ?? null }
    : { kind: 'size', limitBytes: limit, usageBytes: usage ?? null };
}
