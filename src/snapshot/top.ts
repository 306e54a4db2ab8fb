import { flag, integer, onlyKeys } from '../values/option-values.js';
import type { GroupBy } from './group.js';
import type { Snapshot } from './snapshot.js';
import type { Statistic, StatisticDiff } from './statistic.js';

/** The number of groups to return, and what they are groups of. */
export interface TopOptions {
  /** The most groups that are returned. @default 20 */
  limit?: number;
  /** The property that allocations are grouped by. @default 'site' */
  groupBy?: GroupBy;
}

/** Returns the groups that hold most, most bytes first. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function topAllocations(snapshot: Snapshot, options: TopOptions = {}): Statistic[] {
  onlyKeys(options, ['limit', 'groupBy'], 'topAllocations');
  const { limit = 20, groupBy = 'site' } = options;
  return snapshot.statistics(groupBy).slice(0, integer(limit, 1, 1e6, 'limit'));
}

/**
 * Returns the groups that changed most between two snapshots, the largest change first.
 *
 * @param options.onlyGrowth leaves out groups that shrank or stayed the same, @default true
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function diffSnapshots(
  before: Snapshot,
  after: Snapshot,
  options: TopOptions & { onlyGrowth?: boolean } = {},
): StatisticDiff[] {
  onlyKeys(options, ['limit', 'groupBy', 'onlyGrowth'], 'diffSnapshots');
  const { limit = 20, groupBy = 'site' } = options;
  const onlyGrowth = flag(options.onlyGrowth ?? true, 'onlyGrowth');
  const differences = after.compareTo(before, groupBy);
  const chosen = onlyGrowth ? differences.filter((one) => one.sizeDifferenceBytes > 0) : differences;
  return chosen.slice(0, integer(limit, 1, 1e6, 'limit'));
}
