import type { Frame } from '../snapshot/frame.js';
import { LEAST_SHARED_SAMPLES, LEAST_SHARED_USE } from './group-constants.js';
import { bytesOf, type LeakGroup, nameOf } from './group-leaks.js';
import type { Stack } from './group-stacks.js';

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
  const { chain } = group;
  const lowest = chain.length - 1;
  const own = new Set([...chain, ...group.stacks.flatMap(({ path }) => path)]);
  const bytes = bytesOf(group.stacks);
  let name = lowest;
  for (let caller = name - 1; caller >= 0; caller -= 1) {
    const place = chain[caller] ?? nameOf(group);
    const isCalledByOthers = chain
      .slice(caller + 1, name + 1)
      .some((below) => others.some((stacks) => isShared(below, { place, own, bytes }, stacks)));
    // What the others hold becomes small beside a leak that goes on.
    if (isCalledByOthers || isKnownCaller(place)) name = caller;
  }
  return { ...group, chain: chain.slice(0, name + 1), isByCaller: name < lowest };
}

/** A caller of a shared function, and the functions of the leak. */
interface Caller {
  readonly place: Frame;
  readonly own: ReadonlySet<Frame>;
  /** What has grown. */
  readonly bytes: number;
}

/**
 * Says whether a function has other uses than by a caller. One that does not show the caller may be of it all the same, as
 * V8 inlines: it is another one where it comes by a function that is no part of the leak.
 */
function isShared(place: Frame, { place: caller, own, bytes }: Caller, stacks: readonly Stack[]): boolean {
  const others = stacks.filter(
    ({ path }) =>
      !path.includes(caller) && path.slice(0, Math.max(0, path.indexOf(place))).some((above) => !own.has(above)),
  );
  const samples = others.reduce((sum, stack) => sum + stack.samples, 0);
  return samples >= LEAST_SHARED_SAMPLES && bytesOf(others) >= LEAST_SHARED_USE * (bytes + bytesOf(others));
}
