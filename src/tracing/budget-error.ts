import type { Statistic } from '../snapshot/statistic.js';
import { HeapgaugeError } from '../values/errors.js';
import { formatBytes } from '../values/units.js';

/** Marks errors of this class, also those of another installed copy of this package. */
const BRAND = Symbol.for('heapgauge.budget-error');

/** The error for more memory held than a `MemoryBudget` allows; its message names the sites that hold most. */
export class MemoryBudgetExceededError extends HeapgaugeError {
  /** The limit of the budget in bytes. */
  readonly limitBytes: number;
  /** Estimated bytes allocated within the budget and still reachable at its end. */
  readonly usedBytes: number;
  /** The sites that hold most of the used bytes, at most three, the largest first. */
  readonly topSites: readonly Statistic[];

  constructor(limitBytes: number, usedBytes: number, topSites: readonly Statistic[]) {
    const sites = topSites.map((site) => `\n  ${formatBytes(site.sizeBytes)} ${site.traceback.toString()}`);
    super(
      'ERR_HEAPGAUGE_BUDGET_EXCEEDED',
      `memory budget of ${formatBytes(limitBytes)} exceeded: ${formatBytes(usedBytes)} held${sites.join('')}`,
    );
    this.name = 'MemoryBudgetExceededError';
    this.limitBytes = limitBytes;
    this.usedBytes = usedBytes;
    this.topSites = topSites;
  }

  /** Makes `instanceof` hold across two installed copies of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

Object.defineProperty(MemoryBudgetExceededError.prototype, BRAND, { value: true });
