import { addTally, emptyTally, type Tally } from '../snapshot/estimate.js';
import type { CallTree } from './call-tree.js';
import type { SampleStore } from './sample-store.js';
import type { JudgedKind } from './thresholds.js';

/** What is summed of samples: by the function whose site they are, and by each function that they have on their stack. */
export type FunctionSums = Readonly<Record<JudgedKind, ReadonlyMap<string, Tally>>>;

/** Makes sums of no samples. */
export function noSums(): FunctionSums {
  return { site: new Map(), caller: new Map() };
}

/** Sums samples of the store by function, where any of them have it. @param rows those of the store */
export function sumByFunction(samples: SampleStore, rows: Iterable<number>, tree: CallTree): FunctionSums {
  const sums = (): Float64Array => new Float64Array(tree.count + 1);
  const [counts, bytes, squares] = [sums(), sums(), sums()];
  for (const row of rows) {
    // One place after the node's own, so that running sums give what comes before each.
    const at = samples.node(row) + 1;
    const weightBytes = samples.weightBytes(row);
    counts[at] = (counts[at] ?? 0) + 1;
    bytes[at] = (bytes[at] ?? 0) + weightBytes;
    squares[at] = (squares[at] ?? 0) + weightBytes ** 2;
  }
  const site = new Map<string, Tally>();
  for (let node = 0; node < tree.count; node += 1) {
    if (counts[node + 1] === 0) continue;
    const name = tree.siteOf(node).site;
    const tally = site.get(name) ?? emptyTally();
    addTally(
      tally,
      tallyOf((column) => column[node + 1] ?? 0),
    );
    site.set(name, tally);
  }
  for (const column of [counts, bytes, squares]) {
    for (let at = 1; at <= tree.count; at += 1) column[at] = (column[at] ?? 0) + (column[at - 1] ?? 0);
  }
  const caller = new Map<string, Tally>();
  if (site.size === 0) return { site, caller };
  for (const { frame, subtrees } of tree.functions.values()) {
    const below = (column: Float64Array): number => {
      let sum = 0;
      for (let n = 0; n < subtrees.length; n += 2)
        sum += (column[subtrees[n + 1] ?? 0] ?? 0) - (column[subtrees[n] ?? 0] ?? 0);
      return sum;
    };
    if (below(counts) > 0) caller.set(frame.site, tallyOf(below));
  }
  return { site, caller };

  function tallyOf(take: (column: Float64Array) => number): Tally {
    const [itsSamples, itsBytes, itsSquares] = [take(counts), take(bytes), take(squares)];
    // Significance is judged by Σ w², which is also the most that the variance can be.
    return { samples: itsSamples, bytes: itsBytes, variance: itsSquares, squares: itsSquares };
  }
}

/** Gives the sums of each function of either, made of what both have, without those of less than half a sample. */
export function mergeSums(
  one: FunctionSums,
  other: FunctionSums,
  merge: (one: Readonly<Tally>, other: Readonly<Tally>) => Tally,
): FunctionSums {
  const merged = (kind: JudgedKind): Map<string, Tally> => {
    const names = new Set([...one[kind].keys(), ...other[kind].keys()]);
    const of = (sums: FunctionSums, name: string): Tally => sums[kind].get(name) ?? emptyTally();
    const tallies = [...names].map((name) => [name, merge(of(one, name), of(other, name))] as const);
    return new Map(tallies.filter(([, tally]) => tally.samples >= 0.5));
  };
  return { site: merged('site'), caller: merged('caller') };
}
