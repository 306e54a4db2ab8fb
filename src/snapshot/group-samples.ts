import { addSample, emptyTally, sampleVariance, type Tally } from './estimate.js';
import { type Group, type GroupBy, groupOf } from './group.js';
import type { SnapshotData } from './snapshot-data.js';
import type { StackTable } from './stack-table.js';

/** One group of samples, and what they add up to. */
export interface GroupSum {
  readonly group: Group;
  readonly all: Tally;
  /** The samples that the other snapshot, where there is one, does not hold. */
  readonly unmatched: Tally;
}

/** The way in which samples are grouped. */
export interface Grouping {
  readonly groupBy: GroupBy;
  /** Counts a sample in the groups of all functions on its stack, once in each, instead of in that of its site. */
  readonly cumulative: boolean;
}

/**
 * Adds up the samples of a snapshot by group.
 *
 * @param others the ordinals of the samples in the snapshot that this one is compared with
 * @returns the sums by the key of their group
 */
export function groupSamples(
  { samples, sampleIntervalBytes }: SnapshotData,
  stacks: StackTable,
  grouping: Grouping,
  others: ReadonlySet<number> = new Set(),
): Map<string, GroupSum> {
  const sums = new Map<string, GroupSum>();
  const sumsOfStack = new Map<number, readonly GroupSum[]>();
  for (let row = 0; row < samples.count; row += 1) {
    const stack = samples.stack[row] ?? 0;
    let ofStack = sumsOfStack.get(stack);
    if (ofStack === undefined) {
      ofStack = groupsOf(stack, stacks, grouping).map((group) => sumOf(sums, group));
      sumsOfStack.set(stack, ofStack);
    }
    const weightBytes = samples.weightBytes[row] ?? 0;
    const variance = sampleVariance(weightBytes, sampleIntervalBytes);
    const isMatched = others.has(samples.ordinal[row] ?? 0);
    for (const { all, unmatched } of ofStack) {
      addSample(all, weightBytes, variance);
      if (!isMatched) addSample(unmatched, weightBytes, variance);
    }
  }
  return sums;
}

/** Makes the sum of a group without samples. */
export function emptySum(group: Group): GroupSum {
  return { group, all: emptyTally(), unmatched: emptyTally() };
}

function sumOf(sums: Map<string, GroupSum>, group: Group): GroupSum {
  const known = sums.get(group.key);
  if (known !== undefined) return known;
  const made = emptySum(group);
  sums.set(group.key, made);
  return made;
}

function groupsOf(stack: number, stacks: StackTable, { groupBy, cumulative }: Grouping): readonly Group[] {
  if (groupBy === 'traceback') {
    const traceback = stacks.tracebackOf(stack);
    return [{ key: traceback.frames.map(({ site }) => site).join('\n'), traceback }];
  }
  if (!cumulative) return [groupOf(stacks.siteOf(stack), groupBy)];
  const groups = stacks.tracebackOf(stack).frames.map((frame) => groupOf(frame, groupBy));
  return [...new Map(groups.map((group) => [group.key, group])).values()];
}
