import { type Filter, passes } from './filter.js';
import type { SnapshotData } from './snapshot-data.js';
import type { StackTable } from './stack-table.js';

/** Finds the rows of the samples that pass filters and have a higher ordinal. */
export function rowsThatPass(
  { samples }: SnapshotData,
  stacks: StackTable,
  filters: readonly Filter[],
  since = 0,
): readonly number[] {
  const verdicts = new Map<number, boolean>();
  const rows: number[] = [];
  for (let row = 0; row < samples.count; row += 1) {
    if ((samples.ordinal[row] ?? 0) <= since) continue;
    const stack = samples.stack[row] ?? 0;
    let verdict = verdicts.get(stack);
    if (verdict === undefined) {
      const { frames } = stacks.tracebackOf(stack);
      verdict = passes(filters, { domain: 'heap', site: stacks.siteOf(stack), frames });
      verdicts.set(stack, verdict);
    }
    if (verdict) rows.push(row);
  }
  return rows;
}
