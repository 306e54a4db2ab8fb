import type { BudgetStatus } from '../budget/alert-state.js';
import type { BudgetSeverity } from '../budget/budget.js';
import type { Place } from './place.js';

/** One budget and what was used of it: a size or a rate of growth. */
export type BudgetReport = BudgetStanding & BudgetUsage;

/** The usage and the limit of a budget, in the budget's own unit. */
export type BudgetUsage = SizeUsage | RateUsage;

interface SizeUsage {
  readonly kind: 'size';
  readonly limitBytes: number;
  /** The size that is used; `null` while it is not known. */
  readonly usageBytes: number | null;
}

interface RateUsage {
  readonly kind: 'rate';
  readonly limitBytesPerSecond: number;
  /** Lower bound of the growth; `null` while it is not known. */
  readonly usageBytesPerSecond: number | null;
}

interface BudgetStanding {
  readonly name: string;
  /** The state; it is `pending` while the budget is exceeded and has not been for long enough. */
  readonly state: BudgetStatus;
  /** True where alerts report the firing: they leave out one that follows within `repeat` on the last they reported. */
  readonly isNotified: boolean;
  /** Begin of the state, ISO 8601 UTC. */
  readonly since: string;
  readonly severity: BudgetSeverity;
  /** The number of firings so far. */
  readonly violations: number;
  /**
   * The number of sites that its pattern matches now; `null` where it has no pattern, as it limits a size of the process,
   * and while no profile was read.
   */
  readonly matches: number | null;
  /** The sites that make up most of the usage, the leaking ones first; empty while the budget is within its limit. */
  readonly topSites: readonly BudgetSite[];
}

/** A site that is named with an exceeded budget. */
export interface BudgetSite extends Place {
  /** Estimated bytes that the site retains. */
  readonly retainedBytes: number;
}

/** Limit and usage as plain numbers, for whoever needs no unit or says it elsewhere. */
export interface UsageAmounts {
  readonly unit: 'bytes' | 'bytes per second';
  readonly limit: number;
  readonly usage: number | null;
}

/** Reads limit and usage off a budget of either kind. */
export function usageAmounts(budget: BudgetUsage): UsageAmounts {
  return budget.kind === 'size'
    ? { unit: 'bytes', limit: budget.limitBytes, usage: budget.usageBytes }
    : { unit: 'bytes per second', limit: budget.limitBytesPerSecond, usage: budget.usageBytesPerSecond };
}
