import { type Frame, UNKNOWN_FRAME } from '../snapshot/frame.js';
import {
  LEAST_EXPLAINED_SHARE,
  LEAST_KNOWN_SHARE,
  LEAST_OWN_SHARE,
  MOST_SEPARATE_BRANCHES,
} from './group-constants.js';
import { mayGoThrough, type Stack } from './group-stacks.js';

/** One leak: the stacks that have grown, and the functions that they go through. */
export interface LeakGroup {
  /**
   * The leaking functions that each explain the leak, one at least, the outermost first. The last one is the lowest, and
   * names the leak.
   */
  readonly chain: readonly Frame[];
  /** The lowest of those that explains four fifths: one below it may name the leak for less, as it has named it before. */
  readonly measured: Frame;
  /** The stacks through the function that names the leak. */
  readonly stacks: readonly Stack[];
  /** The sites of all leaking functions whose growth is explained by this leak. */
  readonly explains: ReadonlySet<string>;
}

/** What is known of functions before their stacks are grouped. */
export interface LeakRule {
  /** Says whether a function is judged to leak, by what is allocated in it and below it. */
  readonly isLeaking: (place: Frame) => boolean;
  /**
   * Says whether a function is judged to grow, so that it can name a leak: a caller may be judged to leak somewhat later than
   * the functions that it calls, which are one leak meanwhile; @default none is
   */
  readonly isGrowing?: (place: Frame) => boolean;
  /** Says whether a leak has had the name of a function before: it goes on having it for as long as that explains most. */
  readonly isKnown?: (place: Frame) => boolean;
  /** Says whether a function can explain enough of the growth, whatever its stacks say; @default all can. */
  readonly mayExplain?: (place: Frame) => boolean;
  /** Says whether what a function calls can be separate leaks; @default it can. */
  readonly mayPart?: (caller: Frame) => boolean;
}

/** The way down to the functions under consideration. */
interface Way {
  /** The function whose callees come next; absent above the outermost ones. */
  readonly from?: Frame;
  readonly chain: readonly Frame[];
  /** The lowest function of the chain that explains four fifths of the growth. */
  readonly measured: Frame | undefined;
  /** The growth that is to be explained. */
  readonly totalBytes: number;
}

/** What has grown below one function. */
interface Branch {
  readonly place: Frame;
  readonly stacks: readonly Stack[];
}

/**
 * Finds the separate leaks among stacks that have grown. From the outermost functions on, the growth is followed down for
 * as long as a leaking function explains at least four fifths of it. Where it parts among several leaking functions,
 * each of them is a leak of its own, unless they work together for the function that calls them: see
 * {@link isOneLeak}.
 */
export function groupLeaks(stacks: readonly Stack[], rule: LeakRule): LeakGroup[] {
  return mergedByName(groupsBelow(stacks, { chain: [], measured: undefined, totalBytes: bytesOf(stacks) }, rule));
}

function groupsBelow(stacks: readonly Stack[], way: Way, rule: LeakRule): LeakGroup[] {
  const explaining = functionsExplaining(stacks, way, rule);
  const lastOnAll = explaining.findLastIndex(({ isOnAll }) => isOnAll);
  const from = explaining[lastOnAll]?.place ?? way.from;
  // A function explains it too where a few stacks come to the ones below it by another.
  const above = explaining.slice(0, lastOnAll + 1).filter(({ isOnAll, isMost }) => isOnAll || isMost);
  const chain = [...way.chain, ...above.map(({ place }) => place)];
  const measured = above.findLast(({ isMost }) => isMost)?.place ?? way.measured;
  const below = explaining[lastOnAll + 1];
  const next = below?.place;
  const through = next === undefined ? [] : stacks.filter(({ path }) => path.includes(next));
  // What V8 has inlined the function into is no other branch.
  const mayBeThrough = next === undefined ? () => false : mayGoThrough(next, through);
  const rest = stacks.filter((stack) => !mayBeThrough(stack));
  const sums = rest.length === 0 ? new Map<Frame, number>() : bytesByPlace(stacks);
  const besides = branchesOf(rest, from).filter((branch) => hasLeakOfItsOwn(branch, sums, rule));
  const branches = next === undefined ? besides : [{ place: next, stacks: through }, ...besides];
  const isOne =
    branches.length < 2 ||
    (from !== undefined &&
      mayName(from, rule) &&
      (rule.mayPart?.(from) === false || isOneLeak(from, stacks, branches)));
  const apart = isOne ? [] : besides.flatMap((branch) => groupsOf(branch, rule));
  if (next !== undefined) {
    const wayBelow = {
      from: next,
      chain: isOne ? [...chain, next] : [next],
      measured: below?.isMost === true ? next : isOne ? measured : undefined,
      totalBytes: way.totalBytes,
    };
    const groups = groupsBelow(through, wayBelow, rule);
    const [only] = groups;
    if (!isOne || groups.length > 1 || only === undefined) return [...groups, ...apart];
    return [{ ...only, explains: new Set([...only.explains, ...leakingOn(stacks, from, rule)]) }];
  }
  if (isOne && from !== undefined && mayName(from, rule)) {
    return [{ chain, measured: measured ?? from, stacks, explains: leakingOn(stacks, chain[0], rule) }];
  }
  return isOne ? besides.flatMap((branch) => groupsOf(branch, rule)) : apart;
}

function mayName(place: Frame, { isLeaking, isGrowing }: LeakRule): boolean {
  return isLeaking(place) || isGrowing?.(place) === true;
}

/** Finds the leaks within a branch that is no part of what is above it. */
function groupsOf({ place, stacks }: Branch, rule: LeakRule): LeakGroup[] {
  const chain = mayName(place, rule) ? [place] : [];
  return groupsBelow(stacks, { from: place, chain, measured: chain[0], totalBytes: bytesOf(stacks) }, rule);
}

/** A function that explains enough of the growth to name it. */
interface Explaining {
  readonly place: Frame;
  /** Whether all of the stacks go through it. */
  readonly isOnAll: boolean;
  /** Whether it explains four fifths of the growth. */
  readonly isMost: boolean;
}

/** Finds the functions below the way that each explain enough of the growth, the outermost first. */
function functionsExplaining(stacks: readonly Stack[], { from, totalBytes }: Way, rule: LeakRule): Explaining[] {
  const sums = new Map<Frame, { bytes: number; depth: number; stacks: number }>();
  for (const { path, bytes } of stacks) {
    const start = indexIn(path, from) + 1;
    for (let n = start; n < path.length; n += 1) {
      const place = path[n];
      if (place === undefined || !mayName(place, rule)) continue;
      const sum = sums.get(place) ?? { bytes: 0, depth: 0, stacks: 0 };
      sum.bytes += bytes;
      sum.depth += bytes * (n - start);
      sum.stacks += 1;
      sums.set(place, sum);
    }
  }
  return [...sums]
    .filter(([place, { bytes }]) => {
      const least = rule.isKnown?.(place) === true ? LEAST_KNOWN_SHARE : LEAST_EXPLAINED_SHARE;
      return bytes >= least * totalBytes && rule.mayExplain?.(place) !== false;
    })
    .sort(([, a], [, b]) => a.depth / a.bytes - b.depth / b.bytes)
    .map(([place, sum]) => ({
      place,
      isOnAll: sum.stacks === stacks.length,
      isMost: sum.bytes >= LEAST_EXPLAINED_SHARE * totalBytes,
    }));
}

/** Divides stacks by the function that comes next; what is allocated by the function above itself is in no branch. */
function branchesOf(stacks: readonly Stack[], from: Frame | undefined): Branch[] {
  const branches = new Map<Frame, { place: Frame; stacks: Stack[] }>();
  for (const stack of stacks) {
    const place = stack.path[indexIn(stack.path, from) + 1];
    if (place === undefined) continue;
    const branch = branches.get(place);
    if (branch === undefined) branches.set(place, { place, stacks: [stack] });
    else branch.stacks.push(stack);
  }
  return [...branches.values()];
}

/**
 * Says whether a leaking function lies within a branch, or most of its growth does: a function that others call as well may
 * leak there and not here.
 */
function hasLeakOfItsOwn({ stacks }: Branch, all: ReadonlyMap<Frame, number>, { isLeaking }: LeakRule): boolean {
  return [...bytesByPlace(stacks)].some(([place, bytes]) => isLeaking(place) && bytes >= (all.get(place) ?? 0) / 2);
}

/**
 * Says whether branches are one leak of the function that calls them. They are where that function keeps something made by
 * itself beside what they make, so that they are parts of one thing; where they belong to a library that it uses, beside one
 * other function of the application at most, or are a library's own functions; and where it takes three of them or more to
 * explain the growth: so many functions of an application rarely leak each for itself. They are not where a library calls
 * functions of the application, as a router does.
 */
function isOneLeak(caller: Frame, stacks: readonly Stack[], branches: readonly Branch[]): boolean {
  const total = bytesOf(stacks);
  const own = stacks.filter(({ path }) => path.at(-1) === caller);
  if (bytesOf(own) >= LEAST_OWN_SHARE * total) return true;
  const applications = branches.filter(({ place }) => place.package === null);
  if (caller.package !== null) return applications.length === 0;
  const libraries = new Set(branches.flatMap(({ place }) => (place.package === null ? [] : [place.package])));
  if (libraries.size === 1 && applications.length < 2) return true;
  return branches.length > MOST_SEPARATE_BRANCHES;
}

/** Makes one leak of those that are found at the same function by different ways. */
function mergedByName(groups: readonly LeakGroup[]): LeakGroup[] {
  const merged = new Map<Frame, LeakGroup>();
  for (const group of groups) {
    const name = nameOf(group);
    const known = merged.get(name);
    if (known === undefined) merged.set(name, group);
    else {
      const common = known.chain.filter((place) => group.chain.includes(place));
      merged.set(name, {
        chain: common,
        measured: common.includes(known.measured) ? known.measured : name,
        stacks: [...known.stacks, ...group.stacks],
        explains: new Set([...known.explains, ...group.explains]),
      });
    }
  }
  return [...merged.values()];
}

/** Gives the function that names a leak. */
export function nameOf({ chain }: Pick<LeakGroup, 'chain'>): Frame {
  return chain.at(-1) ?? UNKNOWN_FRAME;
}

/** Adds up what has grown. */
export function bytesOf(stacks: readonly Stack[]): number {
  return stacks.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Adds up, for each function that allocates, what has grown in it. */
export function bytesBySite(stacks: readonly Stack[]): Map<Frame, number> {
  const sums = new Map<Frame, number>();
  for (const { site, bytes } of stacks) sums.set(site, (sums.get(site) ?? 0) + bytes);
  return sums;
}

/** Adds up, for each function, what has grown in it and below it. */
export function bytesByPlace(stacks: readonly Stack[]): Map<Frame, number> {
  const sums = new Map<Frame, number>();
  for (const { path, bytes } of stacks) for (const place of path) sums.set(place, (sums.get(place) ?? 0) + bytes);
  return sums;
}

/** Gives the sites of the leaking functions from one on downwards. */
function leakingOn(stacks: readonly Stack[], from: Frame | undefined, { isLeaking }: LeakRule): Set<string> {
  const places = new Set<Frame>();
  for (const { path } of stacks) for (const place of path.slice(Math.max(0, indexIn(path, from)))) places.add(place);
  return new Set([...places].filter(isLeaking).map(({ site }) => site));
}

/** Gives the index of a function on a path, −1 where it is not on it. */
function indexIn(path: readonly Frame[], place: Frame | undefined): number {
  return place === undefined ? -1 : path.indexOf(place);
}
