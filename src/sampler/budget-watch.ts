import { type AlertState, initialState, nextState } from '../budget/alert-state.js';
import type { Budget } from '../budget/budget.js';
import { UsageMeter, type UsageSource } from '../budget/usage.js';
import type { SiteEstimate } from '../growth/sample-lifetimes.js';
import type { BudgetReport, BudgetSite } from '../report/report.js';

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

  /** Takes in the present use and says how the budgets stand. */
  look(source: UsageSource, nowSeconds: number, dateOf: (seconds: number) => Date): BudgetReport[] {
    return this.#watched.map((watched) => {
      const { budget, meter } = watched;
      const use = meter.measure(source);
      const state = nextState(watched.state, use, budget, nowSeconds);
      watched.state = state;
      return {
        name: budget.name,
        limitBytes: use.limit,
        usageBytes: use.usage ?? null,
        per: budget.limit.kind === 'rate' ? 'second' : null,
        state: state.status,
        isNotified: state.isNotified,
        since: dateOf(state.sinceSeconds).toISOString(),
        severity: budget.severity,
        violations: state.firings,
        topSites: state.status === 'ok' ? [] : use.topSites.map(budgetSite),
      };
    });
  }
}

function budgetSite({ site, retained }: SiteEstimate): BudgetSite {
  return {
    site: site.site,
    function: site.function,
    file: site.file,
    line: site.line,
    package: site.package,
    retainedBytes: retained.bytes,
  };
}
