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

/** Follows budgets from one report to the next. */
export class BudgetWatch {
  readonly #watched: readonly WatchedBudget[];

  constructor(budgets: readonly Budget[], nowSeconds: number) {
    this.#watched = budgets.map((budget) => ({
      budget,
      meter: new UsageMeter(budget),
      state: initialState(nowSeconds),
    }));
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

function usageReport(budget: Budget, { limit, usage }: MeasuredUse): BudgetUsage {
  return budget.limit.kind === 'rate'
    ? { kind: 'rate', limitBytesPerSecond: limit, usageBytesPerSecond: usage ?? null }
    : { kind: 'size', limitBytes: limit, usageBytes: usage ?? null };
}
