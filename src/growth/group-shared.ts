import type { Frame } from '../snapshot/frame.js';
import { LEAST_SHARED_SAMPLES, LEAST_SHARED_USE } from './group-constants.js';
import { type LeakGroup, nameOf } from './group-leaks.js';
import type { Stack } from './group-stacks.js';

/** The stacks of everything that is live, and of what has grown. */
export interface Use {
  readonly live: readonly Stack[];
  readonly grown: readonly Stack[];
}

/**
 * Names a leak by the caller whose calls grow, where the function that grows is shared: a clone or a parser that others
 * call too, whose results do not stay. The others show in what is live beside the leak: garbage that waits for its
 * collection, or what was kept from the start.
 *
 * @param isKnownCaller says whether a leak was named by a caller before
 */
export function namedByCaller(
  group: LeakGroup,
  use: Use,
  isKnownCaller: (place: Frame) => boolean = () => false,
): LeakGroup & { readonly isByCaller: boolean } {
  const { chain } = group;
  const lowest = chain.length - 1;
  let name = lowest;
  for (let caller = name - 1; caller >= 0; caller -= 1) {
    const place = chain[caller] ?? nameOf(group);
    const isCalledByOthers = chain.slice(caller + 1, name + 1).some((below) => isShared(below, place, use));
    // What the others hold becomes small beside a leak that goes on.
    if (isCalledByOthers || isKnownCaller(place)) name = caller;
  }
  return { ...group, chain: chain.slice(0, name + 1), isByCaller: name < lowest };
}

/** Says whether a function has other uses than by a caller, which do not grow as those do. */
function isShared(place: Frame, caller: Frame, { live, grown }: Use): boolean {
  const [all, grownAll] = [useOf(place, undefined, live), useOf(place, undefined, grown)];
  const [others, grownOthers] = [useOf(place, caller, live), useOf(place, caller, grown)];
  if (others.samples < LEAST_SHARED_SAMPLES || others.bytes < LEAST_SHARED_USE * all.bytes) return false;
  // Where others' calls grow as much, there is no one caller to name.
  return grownOthers.bytes * all.bytes < (grownAll.bytes * others.bytes) / 2;
}

/** Adds up what goes through a function, and not through a caller of it. */
function useOf(place: Frame, caller: Frame | undefined, stacks: readonly Stack[]): { bytes: number; samples: number } {
  const sum = { bytes: 0, samples: 0 };
  for (const { path, bytes, samples } of stacks) {
    if (!path.includes(place) || (caller !== undefined && path.includes(caller))) continue;
    sum.bytes += bytes;
    sum.samples += samples;
  }
  return sum;
}

/** Gives the stacks of a leak that are below the function that names it. */
export function stacksBelow(group: LeakGroup, stacks: readonly Stack[]): Stack[] {
  const name = nameOf(group);
  return stacks.filter(({ path }) => path.includes(name));
}
