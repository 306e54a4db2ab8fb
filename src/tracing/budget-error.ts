import { HeapgaugeError } from '../values/errors.js';
import type { Statistic } from '../snapshot/statistic.js';
import { formatBytes } from '../values/units.js';

const mark = Symbol.for('heapgauge.budget-error');

/** More was held than a {@link MemoryBudget} allows; the message names the sites that hold most. */
export class MemoryBudgetExceededError extends HeapgaugeError {
  readonly limitBytes: number;
  /** Estimated bytes allocated within the budget and still reachable at its end. */
  readonly usedBytes: number;
  /** The sites that hold most of it, at most three. */
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

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

Object.defineProperty(MemoryBudgetExceededError.prototype, mark, { value: true });
