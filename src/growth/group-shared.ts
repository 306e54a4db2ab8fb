import type { Frame } from '../snapshot/frame.js';
import { LEAST_INLINING_SHARE, LEAST_SHARED_SAMPLES, LEAST_SHARED_USE } from './group-constants.js';
import { bytesBySite, bytesOf, type LeakGroup, nameOf } from './group-leaks.js';
import { callersAndCallees, depthBetween, type Stack } from './group-stacks.js';
import type { StackIndex } from './stack-index.js';

/** Stacks that are looked up by the functions on them. */
export type OtherStacks = Pick<StackIndex, 'through'>;

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
  others: readonly OtherStacks[],
  isKnownCaller: (place: Frame) => boolean = () => false,
): LeakGroup & { readonly isByCaller: boolean } {
  const { chain, stacks } = group;
  const lowest = chain.length - 1;
  const own = new Set([...chain, ...stacks.flatMap(({ path }) => path)]);
  const bytes = bytesOf(stacks);
  let name = lowest;
  let uses = others.map((some) => usesOf(nameOf(group), group, { own, some }));
  for (let caller = name - 1; caller >= 0; caller -= 1) {
    const place = chain[caller] ?? nameOf(group);
    const isCalledByOthers = uses.some((use) => isShared(besides(use, place), bytes));
    // What the others hold becomes small beside a leak that goes on.
    if (!isCalledByOthers && !isKnownCaller(place)) continue;
    name = caller;
    uses = others.map((some) => usesOf(place, group, { own, some }));
  }
  return { ...group, chain: chain.slice(0, name + 1), isByCaller: name < lowest };
}

interface Use {
  samples: number;
  bytes: number;
}

/** What others than the leak make with a function. */
interface Uses {
  readonly all: Use;
  /** What of that goes through each function of the leak. */
  readonly through: ReadonlyMap<Frame, Use>;
}

/**
 * Adds up the uses of a function by others than the leak: the stacks that go through the function, or may as V8 inlines, and
 * come to it by a function that is no part of the leak. That V8 inlines it shows where much of the leak itself is seen in a
 * function above it.
 *
 * @param own the functions that are a part of the leak
 */
function usesOf(
  name: Frame,
  { stacks, chain }: LeakGroup,
  { own, some }: { readonly own: ReadonlySet<Frame>; readonly some: OtherStacks },
): Uses {
  const around = callersAndCallees(name, stacks);
  const leastBytes = LEAST_INLINING_SHARE * bytesOf(stacks);
  const inlining = new Set(
    [...bytesBySite(stacks)].flatMap(([site, bytes]) =>
      bytes >= leastBytes && around.callers.has(site) ? [site] : [],
    ),
  );
  const all: Use = { samples: 0, bytes: 0 };
  const through = new Map(chain.map((place) => [place, { samples: 0, bytes: 0 }]));
  for (const stack of some.through([name, ...around.callees, ...inlining])) {
    const { path, site } = stack;
    const depth = depthBetween(name, around, path);
    if (depth === -1 && !inlining.has(site)) continue;
    if (!path.slice(0, depth === -1 ? path.length - 1 : depth).some((one) => !own.has(one))) continue;
    addTo(all, stack);
    for (const place of path) {
      const use = through.get(place);
      if (use !== undefined) addTo(use, stack);
    }
  }
  return { all, through };
}

function addTo(use: Use, { samples, bytes }: Stack): void {
  use.samples += samples;
  use.bytes += bytes;
}

/** Gives the uses that do not go through a function of the leak. */
function besides({ all, through }: Uses, place: Frame): Use {
  const { samples = 0, bytes = 0 } = through.get(place) ?? {};
  return { samples: all.samples - samples, bytes: all.bytes - bytes };
}

/** Says whether uses by others are enough to say that a function is shared. @param grownBytes what the leak has grown by */
function isShared({ samples, bytes }: Use, grownBytes: number): boolean {
  return samples >= LEAST_SHARED_SAMPLES && bytes >= LEAST_SHARED_USE * (grownBytes + bytes);
}
