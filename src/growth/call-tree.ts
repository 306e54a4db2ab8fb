import { type Frame, isProgramFrame, UNKNOWN_FRAME } from '../snapshot/frame.js';
import { siteRows } from '../snapshot/sites.js';
import type { NodeTable } from '../v8/profile.js';

/** The call tree of a read: rows in depth-first order, so that a subtree is the rows from its own up to its end. */
export class CallTree {
  /** The number of rows. */
  readonly count: number;
  /** The row of the calling node of each row, −1 for the root. */
  readonly parent: Int32Array;
  /** The frame of each row. */
  readonly frames: readonly Frame[];
  /** The row of the site of each row. */
  readonly siteRows: Int32Array;
  #functions: TreeFunctions | undefined;

  constructor(nodes: Pick<NodeTable, 'count' | 'parent'>, frames: readonly Frame[]) {
    this.count = nodes.count;
    this.parent = nodes.parent;
    this.frames = frames;
    this.siteRows = siteRows(nodes, frames);
  }

  /** Gives the frame of the site that a row belongs to. */
  siteOf(row: number): Frame {
    return this.frames[this.siteRows[row] ?? -1] ?? UNKNOWN_FRAME;
  }

  /** The functions of the program in the tree, and the subtrees that each of them has called. */
  get functions(): TreeFunctions {
    this.#functions ??= functionsOf(this);
    return this.#functions;
  }
}

/** A function with the subtrees that begin with it, outside of any other that does: recursion counts once. */
export interface TreeFunction {
  readonly frame: Frame;
  /** The first row of each subtree, followed by the row after its last. */
  readonly subtrees: readonly number[];
}

/** The functions of the program in a call tree, by their site. */
export type TreeFunctions = ReadonlyMap<string, TreeFunction>;

function functionsOf({ count, parent, frames }: CallTree): TreeFunctions {
  const ends = subtreeEnds(parent, count);
  const functions = new Map<string, { frame: Frame; subtrees: number[] }>();
  for (let row = 0; row < count; row += 1) {
    const frame = frames[row];
    if (frame === undefined || !isProgramFrame(frame)) continue;
    const end = ends[row] ?? 0;
    const known = functions.get(frame.site);
    if (known === undefined) functions.set(frame.site, { frame, subtrees: [row, end] });
    else if (row >= (known.subtrees.at(-1) ?? 0)) known.subtrees.push(row, end);
  }
  return functions;
}

/** Finds the row after the last of each row's subtree. */
function subtreeEnds(parent: Int32Array, count: number): Int32Array {
  const ends = new Int32Array(count);
  for (let row = count - 1; row >= 0; row -= 1) {
    const end = Math.max(row + 1, ends[row] ?? 0);
    ends[row] = end;
    const caller = parent[row] ?? -1;
    if (caller >= 0 && end > (ends[caller] ?? 0)) ends[caller] = end;
  }
  return ends;
}
