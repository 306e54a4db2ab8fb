import type { Frame } from '../../src/snapshot/frame.js';

/** A call tree that has all stacks of a list, in depth-first order. */
export interface StackTree {
  readonly frames: readonly Frame[];
  /** The row above each row, −1 where there is none. */
  readonly parents: readonly number[];
  /** Finds the row of a stack, the outermost function first. */
  readonly rowOf: (stack: readonly string[]) => number;
}

/** Sorts before all that a name is made of, so that what is below a stack follows it at once. */
const SEPARATOR = '\u0001';

/** Makes the call tree of stacks that name functions, the outermost first. */
export function treeOfStacks(stacks: Iterable<readonly string[]>, frameOf: (name: string) => Frame): StackTree {
  const keys = new Set<string>();
  for (const stack of stacks) stack.forEach((_, n) => keys.add(keyOf(stack.slice(0, n + 1))));
  // A stack that is sorted as text stands before all that begin with it, and these before all others.
  const sorted = [...keys].sort();
  const rows = new Map(sorted.map((key, row) => [key, row]));
  return {
    frames: sorted.map((key) => frameOf(key.slice(key.lastIndexOf(SEPARATOR) + 1))),
    parents: sorted.map((key) => rows.get(key.slice(0, Math.max(0, key.lastIndexOf(SEPARATOR)))) ?? -1),
    rowOf: (stack) => rows.get(keyOf(stack)) ?? 0,
  };
}

function keyOf(stack: readonly string[]): string {
  return stack.join(SEPARATOR);
}
