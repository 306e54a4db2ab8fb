import type { Frame } from '../snapshot/frame.js';
import { LEAST_INLINING_SHARE, LEAST_SHARED_SAMPLES, LEAST_SHARED_USE } from './group-constants.js';
import { bytesBySite, bytesOf, type LeakGroup, nameOf } from './group-leaks.js';
import { callersOf, depthOf, type Stack } from './group-stacks.js';

/**
 * Names a leak by the caller whose calls grow, where the function that grows is shared: a clone or a parser that others
 * call too, whose results do not stay. Those show in what is live beside the leak, such as what was kept from the start,
 * and in what was dropped.
 *
 * @param others the stacks of what is live and does not grow, and of what has died
 * @param isKnownCaller says whether a leak was named by a caller before
 */
export function namedByCaller(
  group: LeakGroup,
  others: ReadonlyArray<readonly Stack[]>,
  isKnownCaller: (place: Frame) => boolean = () => false,
): LeakGroup & { readonly isByCaller: boolean } {
  const { chain, stacks } = group;
  const lowest = chain.length - 1;
  const own = new Set([...chain, ...stacks.flatMap(({ path }) => path)]);
  const bytes = bytesOf(stacks);
  let name = lowest;
  let uses = others.map((some) => some.filter(usesOf(nameOf(group), group, own)));
  for (let caller = name - 1; caller >= 0; caller -= 1) {
    const place = chain[caller] ?? nameOf(group);
    const isCalledByOthers = uses.some((some) =>
      isShared(
        some.filter(({ path }) => !path.includes(place)),
        bytes,
      ),
    );
    // What the others hold becomes small beside a leak that goes on.
    if (!isCalledByOthers && !isKnownCaller(place)) continue;
    name = caller;
    uses = others.map((some) => some.filter(usesOf(place, group, own)));
  }
  return { ...group, chain: chain.slice(0, name + 1), isByCaller: name < lowest };
}

/**
 * Returns a function that says whether a stack is a use of a function by others than the leak: it goes through the function,
 * or may as V8 inlines, and comes to it by a function that is no part of the leak. That V8 inlines it shows where much of the
 * leak itself is seen in a function above it.
 */
function usesOf(name: Frame, { stacks }: LeakGroup, own: ReadonlySet<Frame>): (stack: Stack) => boolean {
  const depthIn = depthOf(name, stacks);
  const above = callersOf(name, stacks);
  const leastBytes = LEAST_INLINING_SHARE * bytesOf(stacks);
  const inlining = new Set([...bytesBySite(stacks)].flatMap(([site, bytes]) => (bytes >= leastBytes ? [site] : [])));
  return ({ path, site }) => {
    const depth = depthIn({ path });
    if (depth === -1 && !(above.has(site) && inlining.has(site))) return false;
    return path.slice(0, depth === -1 ? path.length - 1 : depth).some((one) => !own.has(one));
  };
}

/** Says whether uses by others are enough to say that a function is shared. @param bytes what the leak has grown by */
function isShared(uses: readonly Stack[], bytes: number): boolean {
  const samples = uses.reduce((sum, stack) => sum + stack.samples, 0);
  const usedBytes = bytesOf(uses);
  return samples >= LEAST_SHARED_SAMPLES && usedBytes >= LEAST_SHARED_USE * (bytes + usedBytes);
}
