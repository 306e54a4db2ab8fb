import { flag, integer, onlyKeys } from '../values/option-values.js';
import { codeLines } from '../symbols/shared.js';
import { formatBytes } from '../values/units.js';
import type { GroupBy } from './group.js';
import type { Snapshot } from './snapshot.js';
import type { Statistic, StatisticDiff } from './statistic.js';

/** How many groups, and of what. */
export interface TopOptions {
  /** Groups given, at most. @default 20 */
  limit?: number;
  /** @default 'site' */
  groupBy?: GroupBy;
}

/** The groups that hold most, most bytes first. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION` */
export function topAllocations(snapshot: Snapshot, options: TopOptions = {}): Statistic[] {
  onlyKeys(options, ['limit', 'groupBy'], 'topAllocations');
  const { limit = 20, groupBy = 'site' } = options;
  return snapshot.statistics(groupBy).slice(0, integer(limit, 1, 1e6, 'limit'));
}

/**
 * The groups that changed most between two snapshots, the largest change first.
 *
 * @param options.onlyGrowth leaves out what shrank or stayed, @default true
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

/**
 * Prints the sites that hold most, each with its first source line where there is one, then the rest and the sum.
 *
 * @param options.limit sites printed, @default 10
 * @param options.stream @default standard output
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
 */
export function printTop(
  snapshot: Snapshot,
  options: { limit?: number; stream?: { write(text: string): unknown } } = {},
): void {
  onlyKeys(options, ['limit', 'stream'], 'printTop');
  const { limit = 10, stream = process.stdout } = options;
  const all = snapshot.statistics('site');
  const top = all.slice(0, integer(limit, 1, 1e6, 'limit'));
  const lines = [`Top ${top.length} of ${all.length} sites`];
  top.forEach((statistic, index) => {
    const frame = statistic.traceback.frames.at(-1);
    const text = frame === undefined ? '' : codeLines.textOf(frame.file, frame.line);
    lines.push(`#${index + 1}: ${statistic.toString()}`);
    if (text !== '') lines.push(`    ${text}`);
  });
  const rest = all.slice(limit).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (all.length > limit) lines.push(`${all.length - limit} other: ${formatBytes(rest)}`);
  lines.push(`Total: ${formatBytes(snapshot.sizeBytes)}`);
  stream.write(`${lines.join('\n')}\n`);
}
