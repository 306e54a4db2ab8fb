import { type Frame, UNKNOWN_FRAME } from './frame.js';
import { siteRows } from './sites.js';
import type { SnapshotData } from './snapshot-data.js';
import { Traceback } from './traceback.js';

/** Reads the stacks of a snapshot: gives each its site and its traceback, made once. */
export class StackTable {
  readonly #data: SnapshotData;
  #siteRows: Int32Array | undefined;
  readonly #tracebacks = new Map<number, Traceback>();

  constructor(data: SnapshotData) {
    this.#data = data;
  }

  /** Returns the site of the stack in a row. */
  siteOf(stack: number): Frame {
    const { stacks, frames } = this.#data;
    this.#siteRows ??= siteRows(
      stacks,
      Array.from(stacks.frame, (row) => frames[row] ?? UNKNOWN_FRAME),
    );
    return frames[stacks.frame[this.#siteRows[stack] ?? 0] ?? 0] ?? UNKNOWN_FRAME;
  }

  /** Returns the frames of the stack in a row. */
  tracebackOf(stack: number): Traceback {
    const known = this.#tracebacks.get(stack);
    if (known !== undefined) return known;
    const { stacks, frames, stackDepth } = this.#data;
    const path: Frame[] = [];
    for (let row = stack; row >= 0; row = stacks.parent[row] ?? -1) {
      // V8's root stands above every stack; it is a frame only of what was allocated outside of any.
      if ((stacks.parent[row] ?? -1) >= 0 || row === stack) path.push(frames[stacks.frame[row] ?? 0] ?? UNKNOWN_FRAME);
    }
    const made = new Traceback(path.reverse(), path.length < stackDepth ? path.length : null);
    this.#tracebacks.set(stack, made);
    return made;
  }
}
