import type { Frame } from '../snapshot/frame.js';
import {
  LEAST_EXACT_SAMPLES,
  LEAST_EXACT_SHARE,
  LEAST_EXPLAINED_SHARE,
  LEAST_HIDDEN_SHARE,
} from './group-constants.js';
import { bytesByPlace, bytesOf, groupLeaks, type LeakGroup, type LeakRule, nameOf } from './group-leaks.js';
import { namedByCaller, type OtherStacks } from './group-shared.js';
import { boundedStacks, callersAndCallees, depthBetween, type Stack } from './group-stacks.js';

/** A leak with the name that its stacks give it. */
export interface NamedGroup extends LeakGroup {
  /** The function that names it by all stacks, of which those that are not exact do not show what V8 has inlined into it. */
  readonly within: Frame;
  /** Its share of what the group has grown by. */
  readonly share: number;
  /** True where its stacks are of functions that V8 had not inlined. */
  readonly isExact: boolean;
  /** True where a lower function explains it too, which others share. */
  readonly isByCaller: boolean;
}

/** The stacks that leaks are found and named by. */
export interface SeenStacks {
  readonly grown: readonly Stack[];
  /** Of each sample that was taken while V8 inlined nothing. */
  readonly exact: readonly Stack[];
  /** What others make with the functions of a leak: what is live and does not grow, and what has died lately. */
  readonly others: readonly OtherStacks[];
}

/**
 * Names a group: by the exact stacks below its function where there are enough of them, which may show several leaks.
 *
 * @param isKnownCaller says whether a leak has had the name of a caller before
 */
export function named(
  group: LeakGroup,
  { exact, others }: SeenStacks,
  isKnownCaller: (place: Frame, isExact: boolean) => boolean,
): NamedGroup[] {
  const within = nameOf(group);
  const through = exact.filter(({ path }) => path.includes(within));
  if (through.length < LEAST_EXACT_SAMPLES) {
    return [
      { ...namedByCaller(group, others, (place) => isKnownCaller(place, false)), within, share: 1, isExact: false },
    ];
  }
  const seen = boundedStacks(through, 1 / LEAST_EXACT_SAMPLES);
  const parts = groupLeaks(seen, exactRule(seen, group.stacks));
  const totalBytes = parts.reduce((sum, { stacks }) => sum + bytesOf(stacks), 0);
  const largestFirst = parts.sort((a, b) => bytesOf(b.stacks) - bytesOf(a.stacks));
  return largestFirst.map((part) => {
    // One of several leaks in a function has a chain that begins below it.
    const chain = part.chain.includes(within) ? part.chain : [...group.chain, ...part.chain];
    const isKnownBelow = (place: Frame): boolean => !group.chain.includes(place) && isKnownCaller(place, true);
    const sites = part.stacks.map(({ site }) => site.site);
    return {
      ...namedByCaller({ ...part, chain, stacks: [...part.stacks, ...group.stacks] }, others, isKnownBelow),
      within,
      measured: group.measured,
      stacks: part.stacks,
      explains: new Set([...group.explains, ...part.explains, ...sites]),
      share: bytesOf(part.stacks) / totalBytes,
      isExact: true,
    };
  });
}

/**
 * Makes the rule by which exact stacks are grouped. They are few, so that they only tell what is hidden in the many others.
 * Where most of the growth has been seen elsewhere, a function does not explain it, and there are no other leaks than those
 * that all stacks show.
 */
function exactRule(exact: readonly Stack[], all: readonly Stack[]): LeakRule {
  const totalBytes = bytesOf(all);
  return {
    isLeaking: largePlaces(exact, LEAST_EXACT_SHARE),
    mayExplain: (place) => {
      const around = callersAndCallees(place, exact);
      // What allocates above it may have it inlined too.
      const explained = all.filter(
        ({ path, site }) => around.callers.has(site) || depthBetween(place, around, path) !== -1,
      );
      return bytesOf(explained) >= LEAST_EXPLAINED_SHARE * totalBytes;
    },
    mayPart: (caller) => {
      const above = new Set([...callersAndCallees(caller, exact).callers, caller]);
      return bytesOf(all.filter(({ site }) => above.has(site))) >= LEAST_HIDDEN_SHARE * totalBytes;
    },
  };
}

/** Returns a function that says whether a function has at least a share of what stacks hold. */
function largePlaces(stacks: readonly Stack[], share: number): (place: Frame) => boolean {
  const sums = bytesByPlace(stacks);
  const leastBytes = share * bytesOf(stacks);
  return (place) => (sums.get(place) ?? 0) >= leastBytes;
}
