/** The target of a budget: a size of the whole process, or what the sites that match a glob retain. */
export type BudgetTarget = ProcessTarget | SiteTarget;

/** A size of the process: `traced` and `retained` are of what is sampled, the others are V8's and the system's. */
export interface ProcessTarget {
  readonly kind: 'traced' | 'retained' | 'heap' | 'rss' | 'external';
}

/** The sites that match a glob by themselves, by their file or by their package. */
export interface SiteTarget {
  readonly kind: 'site' | 'file' | 'package';
  readonly glob: string;
}

/** The amount of memory, or the rate, that a budget allows. */
export interface BudgetLimit {
  /**
   * The unit of the value: `bytes`; a `share`, above 0 and up to 1, of V8's heap limit, or for `rss` and `external` of
   * the memory that the process may have; or a `rate` in bytes a second.
   */
  readonly kind: 'bytes' | 'share' | 'rate';
  readonly value: number;
}

/** The urgency of a budget that fires. */
export type BudgetSeverity = 'warning' | 'critical';

/** A limit on memory at run time, checked and with its defaults filled in. */
export interface Budget {
  /** The name, unique among budgets and the value of the attribute `budget`. */
  readonly name: string;
  readonly target: BudgetTarget;
  /** The limit above which usage breaks the budget. The usage of a rate is the lower bound of the growth. */
  readonly limit: BudgetLimit;
  /** The usage at which a firing budget is within its limit again; it is below the limit so that it does not flap. */
  readonly clear: BudgetLimit;
  /** The seconds for which the limit has to be exceeded without a break before the budget fires. */
  readonly forSeconds: number;
  /** The fewest seconds between two notifications of firings. */
  readonly repeatSeconds: number;
  readonly severity: BudgetSeverity;
}
