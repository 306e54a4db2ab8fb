/** What a budget limits: a size of the whole process, or what the sites a glob names retain. */
export type BudgetTarget = ProcessTarget | SiteTarget;

/** Sizes of the process. `traced` and `retained` are of what is sampled, the others are V8's and the system's own. */
export interface ProcessTarget {
  readonly kind: 'traced' | 'retained' | 'heap' | 'rss' | 'external';
}

/** Sites by a glob on the site itself, on its file or on its package. */
export interface SiteTarget {
  readonly kind: 'site' | 'file' | 'package';
  readonly glob: string;
}

/** How much is allowed. */
export interface BudgetLimit {
  /**
   * `bytes`; `share`, from above 0 to 1, of what there is: V8's heap limit, or for `rss` and `external` the memory the
   * process may have; `rate`, bytes a second.
   */
  readonly kind: 'bytes' | 'share' | 'rate';
  readonly value: number;
}

/** How urgent it is when a budget fires. */
export type BudgetSeverity = 'warning' | 'critical';

/** A limit on memory at run time, checked and filled in: plain data. */
export interface Budget {
  /** Unique; the value of the attribute `budget`. */
  readonly name: string;
  readonly target: BudgetTarget;
  /** Usage above it breaks the budget. A rate is used by the lower bound of the growth. */
  readonly limit: BudgetLimit;
  /** A firing budget is kept again once usage is no more than this: below the limit, so that it does not flap. */
  readonly clear: BudgetLimit;
  /** Seconds it has to be broken without a break before it fires. */
  readonly forSeconds: number;
  /** Seconds between two firings that somebody is told of, at the least. */
  readonly repeatSeconds: number;
  readonly severity: BudgetSeverity;
}
