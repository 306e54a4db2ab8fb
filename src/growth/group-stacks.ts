import { type Frame, isProgramFrame, UNKNOWN_FRAME } from '../snapshot/frame.js';

/** The call tree of a read: a parent always stands before its children. */
export interface StackTree {
  /** The row of the calling node, −1 for the root. */
  readonly parent: Int32Array;
  readonly frames: readonly Frame[];
  /** The row of each row's site. */
  readonly siteRows: Int32Array;
}

/** Samples with the row of the call tree that each was allocated at. */
export interface PlacedSamples {
  readonly count: number;
  readonly node: Int32Array | Uint32Array;
  readonly weightBytes: Float64Array;
}

/** What was allocated at one row of the call tree. */
export interface Stack {
  readonly row: number;
  /** The functions of the program from the outermost to the site, each once: a recursion counts where it begins. */
  readonly path: readonly Frame[];
  /** The function that allocates. */
  readonly site: Frame;
  readonly bytes: number;
  readonly samples: number;
}

/**
 * Adds up samples by their stack. What a stack holds counts as far as the functions on it have grown: of a cache that
 * drops as much as it takes nothing counts, though all that it holds has come lately.
 *
 * @param netShare of what came in the stacks of a function, the share by which those have grown, 0 to 1
 */
export function growingStacks(tree: StackTree, samples: PlacedSamples, netShare: (place: Frame) => number): Stack[] {
  return stacksOf(tree, samples).flatMap((stack) => {
    const share = stack.path.reduce((least, place) => Math.min(least, netShare(place)), 1);
    return share > 0 ? [{ ...stack, bytes: share * stack.bytes }] : [];
  });
}

/** Adds up samples by their stack. */
export function stacksOf(tree: StackTree, samples: PlacedSamples): Stack[] {
  const sums = new Map<number, { bytes: number; samples: number }>();
  for (let n = 0; n < samples.count; n += 1) {
    const row = samples.node[n] ?? 0;
    const bytes = samples.weightBytes[n] ?? 0;
    const sum = sums.get(row);
    if (sum === undefined) sums.set(row, { bytes, samples: 1 });
    else {
      sum.bytes += bytes;
      sum.samples += 1;
    }
  }
  return [...sums].map(([row, sum]) => ({ row, ...sum, ...pathTo(row, tree) }));
}

/**
 * Gives the rows of the whole stack of a row, from the innermost to the outermost. V8's root stands above every stack; it is
 * a row only of what was allocated outside of any.
 */
export function rowsUp(row: number, { parent }: Pick<StackTree, 'parent'>): number[] {
  const rows: number[] = [];
  for (let at = row; at >= 0; at = parent[at] ?? -1) if (at === row || (parent[at] ?? -1) >= 0) rows.push(at);
  return rows;
}

function pathTo(row: number, { parent, frames, siteRows }: StackTree): Pick<Stack, 'path' | 'site'> {
  const siteRow = siteRows[row] ?? row;
  const site = frames[siteRow] ?? UNKNOWN_FRAME;
  const above = rowsUp(siteRow, { parent }).slice(1);
  const callers = above.map((at) => frames[at] ?? UNKNOWN_FRAME).filter(isProgramFrame);
  const bySite = new Map([...callers.reverse(), site].map((place) => [place.site, place]));
  return { site, path: [...bySite.values()] };
}
