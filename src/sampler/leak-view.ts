import { bytesOf, nameOf } from '../growth/group-leaks.js';
import { rowsUp, type Stack, type StackTree } from '../growth/group-stacks.js';
import type { FoundLeak } from '../growth/leak-finder.js';
import { type Place, placeOf } from '../report/place.js';
import type { SuspectPart, SuspectReport } from '../report/report.js';
import type { Frame } from '../snapshot/frame.js';
import { describeFrame } from '../snapshot/traceback.js';

/** What is shown of a leak besides its numbers. */
export type LeakView = Place & Pick<SuspectReport, 'parts' | 'exact' | 'tracebacks' | 'tracebackShares'>;

const MOST_PARTS = 10;
const MOST_TRACEBACKS = 3;

/** Makes the view of a leak. @param tree the call tree that its stacks are of */
export function viewOf(leak: FoundLeak, tree: StackTree): LeakView {
  const { stacks, isExact: exact } = leak;
  return { ...placeOf(nameOf(leak)), parts: partsOf(stacks), exact, ...tracebacksOf(stacks, tree) };
}

/** Adds up what has grown by the function that allocates it, the largest share first. */
function partsOf(stacks: readonly Stack[]): SuspectPart[] {
  const byPlace = sharesBy(stacks, ({ site }) => [site.site, placeOf(site)]);
  return byPlace.slice(0, MOST_PARTS).map(({ value, share }) => ({ ...value, share }));
}

/**
 * Gives the heaviest of the stacks that have grown: one line a frame, the function that allocates first. Stacks of the same
 * functions, which differ in how deep a router or a recursion is, are one.
 */
function tracebacksOf(
  stacks: readonly Stack[],
  tree: StackTree,
): Pick<SuspectReport, 'tracebacks' | 'tracebackShares'> {
  const heaviestFirst = [...stacks].sort((a, b) => b.bytes - a.bytes);
  const byPath = sharesBy(heaviestFirst, ({ path, site, row }) => [pathKey([...path, site]), row]);
  const heaviest = byPath.slice(0, MOST_TRACEBACKS);
  return {
    tracebacks: heaviest.map(({ value }) => linesOf(value, tree)),
    tracebackShares: heaviest.map(({ share }) => share),
  };
}

function linesOf(row: number, tree: StackTree): string[] {
  return rowsUp(row, tree).flatMap((at) => {
    const frame = tree.frames[at];
    return frame === undefined ? [] : [describeFrame(frame)];
  });
}

function pathKey(path: readonly Frame[]): string {
  return path.map(({ site }) => site).join('\n');
}

function sharesBy<T>(
  stacks: readonly Stack[],
  keyOf: (stack: Stack) => [key: string, value: T],
): Array<{ readonly value: T; readonly share: number }> {
  const sums = new Map<string, { value: T; bytes: number }>();
  for (const stack of stacks) {
    const [key, value] = keyOf(stack);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { value, bytes: stack.bytes });
    else sum.bytes += stack.bytes;
  }
  const totalBytes = bytesOf(stacks);
  return [...sums.values()]
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ value, bytes }) => ({ value, share: bytes / totalBytes }));
}
