import { addTally, type Tally } from '../snapshot/estimate.js';
import type { CallTree } from './call-tree.js';
import type { SampleStore } from './sample-store.js';
import type { JudgedKind } from './thresholds.js';

/** What is summed of samples: by the function whose site they are, and by each function that they have on their stack. */
export type FunctionSums = Readonly<Record<JudgedKind, Map<string, Tally>>>;

/** Makes sums of no samples. */
export function noSums(): FunctionSums {
  return { site: new Map(), caller: new Map() };
}

/** Sums samples of the store by function, where any of them have it. @param rows those of the store */
export function sumByFunction(samples: SampleStore, rows: Iterable<number>, tree: CallTree): FunctionSums {
  const sums = (): Float64Array => new Float64Array(tree.count + 1);
  const [counts, bytes, squares] = [sums(), sums(), sums()];
  const site = new Map<string, Tally>();
  for (const row of rows) {
    const [node, weightBytes] = [samples.node(row), samples.weightBytes(row)];
    // One place after the node's own, so that running sums give what comes before each.
    const at = node + 1;
    counts[at] = (counts[at] ?? 0) + 1;
    bytes[at] = (bytes[at] ?? 0) + weightBytes;
    squares[at] = (squares[at] ?? 0) + weightBytes ** 2;
    addTo(site, tree.siteOf(node).site, tallyOf(1, weightBytes, weightBytes ** 2));
  }
  const caller = new Map<string, Tally>();
  if (site.size === 0) return { site, caller };
  for (const column of [counts, bytes, squares]) {
    for (let at = 1; at <= tree.count; at += 1) column[at] = (column[at] ?? 0) + (column[at - 1] ?? 0);
  }
  for (const { frame, subtrees } of tree.functions.values()) {
    const count = below(counts, subtrees);
    // Most functions have none of the samples.
    if (count > 0) caller.set(frame.site, tallyOf(count, below(bytes, subtrees), below(squares, subtrees)));
  }
  return { site, caller };
}

/** Makes a tally. Significance is judged by Σ w², which is also the most that the variance can be. */
function tallyOf(samples: number, bytes: number, squares: number): Tally {
  return { samples, bytes, variance: squares, squares };
}

function below(column: Float64Array, subtrees: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < subtrees.length; n += 2) {
    sum += (column[subtrees[n + 1] ?? 0] ?? 0) - (column[subtrees[n] ?? 0] ?? 0);
  }
  return sum;
}

/** Adds sums to others, which become the sums of both. */
export function addSums(sums: FunctionSums, added: FunctionSums): void {
  for (const kind of ['site', 'caller'] as const) {
    for (const [name, tally] of added[kind]) addTo(sums[kind], name, tally);
  }
}

function addTo(sums: Map<string, Tally>, name: string, tally: Tally): void {
  const known = sums.get(name);
  if (known === undefined) sums.set(name, tally);
  else addTally(known, tally);
}
