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
  /**
   * The functions of the program from the outermost to the site, each once: a recursion counts where it begins. A function
   * is the same object on all stacks of a read.
   */
  readonly path: readonly Frame[];
  /** The function that allocates. */
  readonly site: Frame;
  readonly bytes: number;
  readonly samples: number;
}

/** The functions on the stacks of one read, worked out once for each stack; a function is one and the same object on all. */
export class StackPaths {
  readonly tree: StackTree;
  readonly #bySite = new Map<string, Frame>();
  readonly #paths = new Map<number, Pick<Stack, 'path' | 'site'>>();

  constructor(tree: StackTree) {
    this.tree = tree;
  }

  /** Gives the object that stands for a function on the paths. */
  placeOf(frame: Frame): Frame {
    const known = this.#bySite.get(frame.site);
    if (known !== undefined) return known;
    this.#bySite.set(frame.site, frame);
    return frame;
  }

  /** Gives the functions on the stack of a row. */
  of(row: number): Pick<Stack, 'path' | 'site'> {
    const { parent, frames, siteRows } = this.tree;
    const siteRow = siteRows[row] ?? row;
    const known = this.#paths.get(siteRow);
    if (known !== undefined) return known;
    const site = this.placeOf(frames[siteRow] ?? UNKNOWN_FRAME);
    const callers: Frame[] = [];
    for (const at of rowsUp(siteRow, { parent }).slice(1)) {
      const frame = frames[at] ?? UNKNOWN_FRAME;
      if (isProgramFrame(frame)) callers.push(this.placeOf(frame));
    }
    const found = { site, path: [...new Set([...callers.reverse(), site])] };
    this.#paths.set(siteRow, found);
    return found;
  }
}

/**
 * Adds up samples by their stack. What a stack holds counts as far as the functions on it have grown: of a cache that
 * drops as much as it takes nothing counts, though all that it holds has come lately.
 *
 * @param netShare of what came in the stacks of a function, the share by which those have grown, 0 to 1
 */
export function growingStacks(paths: StackPaths, samples: PlacedSamples, netShare: (place: Frame) => number): Stack[] {
  const shares = new Map<Frame, number>();
  const shareOf = (place: Frame): number => {
    const share = shares.get(place) ?? netShare(place);
    shares.set(place, share);
    return share;
  };
  return stacksOf(paths, samples).flatMap((stack) => {
    const share = stack.path.reduce((least, place) => Math.min(least, shareOf(place)), 1);
    return share > 0 ? [{ ...stack, bytes: share * stack.bytes }] : [];
  });
}

/** Adds up samples by their stack. */
export function stacksOf(paths: StackPaths, samples: PlacedSamples): Stack[] {
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
  return Array.from(sums, ([row, { bytes, samples: count }]) => {
    const { path, site } = paths.of(row);
    return { row, path, site, bytes, samples: count };
  });
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
