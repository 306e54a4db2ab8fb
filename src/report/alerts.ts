import type { BudgetSeverity } from '../budget/budget.js';
import type { BudgetReport, BudgetSite } from './budget-report.js';
import type { SuspectReport } from './report.js';

/** An event that a person should know of: plain data, frozen. */
export type Alert = LeakEvent | BudgetEvent | SamplerEvent;

interface AlertBase {
  /** Time of the report that showed it, ISO 8601 UTC. */
  readonly time: string;
  /** The urgency of the alert; `info` where something is over. */
  readonly severity: 'info' | BudgetSeverity;
  /** A sentence for a person; its numbers are in the other fields, too. */
  readonly message: string;
}

/** A leak has appeared or is over; there is none for one that comes again within the shortest span. */
export interface LeakEvent extends AlertBase {
  readonly kind: 'leak';
  /** Says whether the leak has appeared or is over. */
  readonly type: 'suspected' | 'resolved';
  /** The suspect as it appeared, or as it was last seen. */
  readonly suspect: SuspectReport;
}

/**
 * A budget has started to fire or is within its limit again; there is none for a firing within the budget's `repeat`.
 */
export interface BudgetEvent extends AlertBase {
  readonly kind: 'budget';
  /** Says whether the budget has started to fire or is within its limit again. */
  readonly type: 'exceeded' | 'recovered';
  /** The budget with its limit and its usage, as in the report. */
  readonly budget: BudgetReport;
  /** The sites that made up most of the usage while the budget was exceeded, the leaking ones first. */
  readonly topSites: readonly BudgetSite[];
}

/** Less is watched than should be, as sites are unavailable, reads fail or the sampler has died; or that is over. */
export interface SamplerEvent extends AlertBase {
  readonly kind: 'sampler';
  readonly type: 'degraded' | 'recovered';
  /** The reason why less is watched than should be, or was until now, in one line. */
  readonly reason: string;
}
