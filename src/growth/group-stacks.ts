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
  /** The function of each row that was asked for: most rows are on many stacks. */
  readonly #byRow: Array<Frame | undefined> = [];
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
    const { parent, siteRows } = this.tree;
    const siteRow = siteRows[row] ?? row;
    const known = this.#paths.get(siteRow);
    if (known !== undefined) return known;
    const site = this.#at(siteRow);
    const path = [site];
    for (const at of rowsUp(siteRow, { parent })) {
      const place = this.#at(at);
      if (at !== siteRow && isProgramFrame(place)) path.push(place);
    }
    const found = { site, path: [...new Set(path.reverse())] };
    this.#paths.set(siteRow, found);
    return found;
  }

  #at(row: number): Frame {
    return (this.#byRow[row] ??= this.placeOf(this.tree.frames[row] ?? UNKNOWN_FRAME));
  }
}

/**
 * Gives stacks with what they have grown by. What a stack holds counts as far as the functions on it have grown: of a cache
 * that drops as much as it takes nothing counts, though all that it holds has come lately.
 *
 * @param netShare of what came in the stacks of a function, the share by which those have grown, 0 to 1
 */
export function growingStacks(stacks: readonly Stack[], netShare: (place: Frame) => number): Stack[] {
  const shares = new Map<Frame, number>();
  const shareOf = (place: Frame): number => {
    const share = shares.get(place) ?? netShare(place);
    shares.set(place, share);
    return share;
  };
  return stacks.flatMap((stack) => {
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

/** Gives each sample with its stack. */
export function eachStackOf(paths: StackPaths, { count, node, weightBytes }: PlacedSamples): Stack[] {
  return Array.from({ length: count }, (_, n) => {
    const row = node[n] ?? 0;
    return { row, ...paths.of(row), bytes: weightBytes[n] ?? 0, samples: 1 };
  });
}

/**
 * Bounds what single samples count for, so that none is more than a share of all. Few samples with one of a large object,
 * such as the table of a map that has just doubled, say by chance what most of the growth is.
 *
 * @param stacks one for each sample, and so many that `mostShare` of them is at least one
 * @param mostShare the most that one counts for of all, 0 to 1
 */
export function boundedStacks(stacks: readonly Stack[], mostShare: number): Stack[] {
  const largestFirst = stacks.map(({ bytes }) => bytes).sort((a, b) => b - a);
  let rest = largestFirst.reduce((sum, bytes) => sum + bytes, 0);
  for (const [bounded, bytes] of largestFirst.entries()) {
    // With those that are bounded the rest adds up to a sum of which this is the share.
    const most = (mostShare * rest) / (1 - mostShare * bounded);
    if (bytes <= most) return stacks.map((stack) => ({ ...stack, bytes: Math.min(stack.bytes, most) }));
    rest -= bytes;
  }
  return [...stacks];
}

/** The functions that stand above one on stacks, and those that stand below it. */
export interface CallersAndCallees {
  readonly callers: ReadonlySet<Frame>;
  readonly callees: ReadonlySet<Frame>;
}

/** Gives the functions above and below one on the stacks that go through it. */
export function callersAndCallees(place: Frame, stacks: readonly Stack[]): CallersAndCallees {
  const [callers, callees] = [new Set<Frame>(), new Set<Frame>()];
  for (const { path } of stacks) {
    const depth = path.indexOf(place);
    for (let n = 0; n < depth; n += 1) callers.add(path[n] ?? place);
    for (let n = depth + 1; depth !== -1 && n < path.length; n += 1) callees.add(path[n] ?? place);
  }
  return { callers, callees };
}

/**
 * Returns a function that says whether a stack goes through a function, or may: where others have the function between two
 * that follow one another in this, V8 may have inlined it.
 */
export function mayGoThrough(place: Frame, stacks: readonly Stack[]): (stack: Stack) => boolean {
  const around = callersAndCallees(place, stacks);
  return ({ path }) => depthBetween(place, around, path) !== -1;
}

/**
 * Gives the number of functions above one on a stack, also where V8 may have inlined it there, as {@link mayGoThrough} has
 * it; −1 where the stack does not go through it.
 *
 * @param around what stands above it and below it on other stacks
 */
export function depthBetween(place: Frame, { callers, callees }: CallersAndCallees, path: readonly Frame[]): number {
  let caller = -1;
  // Thousands of stacks are looked at: one way up each, without a closure for each function.
  for (let n = path.length - 1; n >= 0; n -= 1) {
    const one = path[n];
    if (one === place) return n;
    if (caller === -1 && one !== undefined && callers.has(one)) caller = n;
  }
  const next = path[caller + 1];
  return caller !== -1 && next !== undefined && callees.has(next) ? caller + 1 : -1;
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
