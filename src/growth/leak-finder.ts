import type { Frame } from '../snapshot/frame.js';
import type { Checkpoint } from './checkpoint.js';
import {
  LEAST_EXACT_SAMPLES,
  LEAST_EXACT_SHARE,
  LEAST_EXPLAINED_SHARE,
  LEAST_GROWING_SHARE,
  LEAST_HIDDEN_SHARE,
  LEAST_UNEXPLAINED_SHARE,
} from './group-constants.js';
import { bytesByPlace, bytesOf, groupLeaks, type LeakGroup, type LeakRule, nameOf } from './group-leaks.js';
import { namedByCaller, stacksBelow } from './group-shared.js';
import { growingStacks, type PlacedSamples, type Stack, type StackPaths, stacksOf } from './group-stacks.js';
import type { JudgedFunction } from './judged-function.js';

/** What is known of growth on the call tree of the latest read. */
export interface TreeGrowth {
  readonly paths: StackPaths;
  /** The functions that are judged to leak or to grow. */
  readonly judged: readonly JudgedFunction[];
  /** The time of the latest checkpoint, monotonic seconds. */
  readonly seconds: number;
  /** All live samples, garbage not yet collected among them. */
  readonly live: PlacedSamples;
  /** The retained samples that came since a checkpoint, or all. */
  readonly retainedSince: (from?: Checkpoint) => PlacedSamples & { readonly ordinal: Float64Array };
  /** Gives a function's share of net growth in what came since a checkpoint, see {@link growingStacks}. */
  readonly netShares: (from: Checkpoint) => (place: Frame) => number;
}

/** One leak, as it is at the latest checkpoint. */
export interface FoundLeak<Judged extends JudgedFunction = JudgedFunction> {
  /** The functions that explain it, the outermost first; the last one names it. */
  readonly chain: readonly Frame[];
  /** The function that names it by all stacks, of which those that are not exact do not show what V8 has inlined into it. */
  readonly within: Frame;
  /** The evidence that it leaks, of a function that explains it. */
  readonly evidence: Judged;
  /** Its share of what that function has grown by. */
  readonly share: number;
  /** The stacks that have grown, of functions that V8 had not inlined where `isExact`. */
  readonly stacks: readonly Stack[];
  readonly isExact: boolean;
  /** True where a lower function explains it too, which others share. */
  readonly isByCaller: boolean;
  /** The sites of all functions whose growth it explains. */
  readonly explains: ReadonlySet<string>;
}

/** What is known besides the growth. */
export interface LeakKnowledge {
  /** Says whether a sample was taken while V8 inlined nothing. */
  readonly isExact: (ordinal: number) => boolean;
  /** Says whether a leak has had the name of a function before. */
  readonly isKnown: (place: Frame) => boolean;
  /** Says whether a leak has had the name of a caller before, as a lower function was shared. */
  readonly isKnownCaller: (place: Frame) => boolean;
}

/** Finds the leaks that explain functions of those that are judged, each once. @param judged all that are to be explained */
export function findLeaks<Judged extends JudgedFunction>(
  growth: TreeGrowth,
  judged: readonly Judged[],
  knowledge: LeakKnowledge,
): Array<FoundLeak<Judged>> {
  const { paths } = growth;
  const exact = exactSamples(growth.retainedSince(), knowledge);
  const live = stacksOf(paths, growth.live);
  const found: Array<FoundLeak<Judged>> = [];
  // What a short span shows is of the present; a longer one adds what is too slow for it.
  for (const [from, functions] of byCheckpoint(judged)) {
    const since = stacksSince(from, growth, exact);
    const seen = { ...since, idle: idleOf(live, since.grown) };
    const left = seen.grown.filter(({ path }) => !found.some((leak) => isOfLeak(path, leak)));
    const [all, rest] = [bytesByPlace(seen.grown), bytesByPlace(left)];
    const unexplained = judged.filter(({ frame }) => {
      const place = paths.placeOf(frame);
      const isExplained = found.some(({ explains }) => explains.has(place.site));
      return !isExplained && (rest.get(place) ?? 0) >= LEAST_UNEXPLAINED_SHARE * (all.get(place) ?? 0);
    });
    const byPlace = new Map(unexplained.map((one) => [paths.placeOf(one.frame), one]));
    const isLeaking = (place: Frame): boolean => byPlace.has(place);
    const ofThisSpan = new Set(functions.map(({ frame }) => paths.placeOf(frame)).filter(isLeaking));
    const through = left.filter(({ path }) => path.some((place) => ofThisSpan.has(place)));
    for (const group of groupLeaks(through, { ...knowledge, isLeaking })) {
      found.push(
        ...named(group, seen, knowledge).flatMap((leak) => {
          const evidence = leak.chain.map((place) => byPlace.get(place)).findLast((one) => one !== undefined);
          return evidence === undefined ? [] : [{ ...leak, evidence }];
        }),
      );
    }
  }
  return mergedByName(found);
}

/** Says whether a stack goes through a leak, as it is named by exact stacks or by all. */
function isOfLeak(path: readonly Frame[], leak: FoundLeak): boolean {
  return path.includes(nameOf(leak)) || path.includes(leak.within);
}

/**
 * Makes one leak of those that have the same name: exact stacks may lead to one function from several that V8 has inlined it
 * into, whose growth is the same; and several callees of one function may be named by the same caller, and add up.
 */
function mergedByName<Judged extends JudgedFunction>(
  found: ReadonlyArray<FoundLeak<Judged>>,
): Array<FoundLeak<Judged>> {
  const grown = ({ evidence: { births, deaths }, share }: FoundLeak): number => share * (births.bytes - deaths.bytes);
  const merged = new Map<Frame, FoundLeak<Judged>>();
  for (const leak of [...found].sort((a, b) => grown(b) - grown(a))) {
    const name = nameOf(leak);
    const known = merged.get(name);
    const explains = new Set([...(known?.explains ?? []), ...leak.explains]);
    if (known === undefined) merged.set(name, leak);
    else if (known.evidence !== leak.evidence) merged.set(name, { ...known, explains });
    else {
      const share = known.share + leak.share;
      merged.set(name, { ...known, share, stacks: [...known.stacks, ...leak.stacks], explains });
    }
  }
  return [...merged.values()];
}

/** The stacks that leaks are found and named by. */
interface SeenStacks {
  readonly grown: readonly Stack[];
  readonly exact: readonly Stack[];
  /** What is live and does not grow. */
  readonly idle: readonly Stack[];
}

/**
 * Gives the stacks of what has come since a checkpoint. Where that is the latest, as all others are too old to measure from,
 * it is all that is retained: a leak that was found before has not ended by that.
 */
function stacksSince(from: Checkpoint, growth: TreeGrowth, exact: PlacedSamples): Omit<SeenStacks, 'idle'> {
  const { paths, seconds, retainedSince, netShares } = growth;
  if (from.seconds === seconds) return { grown: stacksOf(paths, retainedSince()), exact: stacksOf(paths, exact) };
  const netShare = netShares(from);
  return {
    grown: growingStacks(paths, retainedSince(from), netShare),
    exact: growingStacks(paths, exact, netShare),
  };
}

function idleOf(live: readonly Stack[], grown: readonly Stack[]): Stack[] {
  const grownBytes = new Map(grown.map(({ row, bytes }) => [row, bytes]));
  return live.filter(({ row, bytes }) => (grownBytes.get(row) ?? 0) < LEAST_GROWING_SHARE * bytes);
}

/** Names a group: by the exact stacks below its function where there are enough of them, which may show several leaks. */
function named(
  group: LeakGroup,
  { exact, idle }: SeenStacks,
  { isKnownCaller }: LeakKnowledge,
): Array<Omit<FoundLeak, 'evidence'>> {
  const within = nameOf(group);
  const seen = stacksBelow(group, exact);
  if (seen.reduce((sum, { samples }) => sum + samples, 0) < LEAST_EXACT_SAMPLES) {
    return [{ ...namedByCaller(group, idle, isKnownCaller), within, share: 1, isExact: false }];
  }
  const parts = groupLeaks(seen, exactRule(seen, group.stacks));
  const totalBytes = parts.reduce((sum, { stacks }) => sum + bytesOf(stacks), 0);
  const largestFirst = parts.sort((a, b) => bytesOf(b.stacks) - bytesOf(a.stacks));
  return largestFirst.map((part) => {
    // One of several leaks in a function has a chain that begins below it.
    const chain = part.chain.includes(within) ? part.chain : [...group.chain, ...part.chain];
    const isKnownBelow = (place: Frame): boolean => !group.chain.includes(place) && isKnownCaller(place);
    const sites = part.stacks.map(({ site }) => site.site);
    return {
      ...namedByCaller({ ...part, chain, stacks: [...part.stacks, ...group.stacks] }, idle, isKnownBelow),
      within,
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
    mayExplain: (place) => bytesOf(all.filter(mayGoThrough(place, exact))) >= LEAST_EXPLAINED_SHARE * totalBytes,
    mayPart: (caller) => {
      const above = new Set([...callersOf(caller, exact), caller]);
      return bytesOf(all.filter(({ site }) => above.has(site))) >= LEAST_HIDDEN_SHARE * totalBytes;
    },
  };
}

/**
 * Returns a function that says whether a stack goes through a function, or may: where the exact stacks have the function
 * between two that follow one another, or below the one that allocates, V8 may have inlined it.
 */
function mayGoThrough(place: Frame, exact: readonly Stack[]): (stack: Stack) => boolean {
  const above = callersOf(place, exact);
  const below = new Set(exact.flatMap(({ path }) => path.slice(path.indexOf(place) + 1 || path.length)));
  return ({ path }) => {
    if (path.includes(place)) return true;
    const caller = path.findLastIndex((one) => above.has(one));
    const next = path[caller + 1];
    return caller !== -1 && (next === undefined || below.has(next));
  };
}

function callersOf(place: Frame, stacks: readonly Stack[]): Set<Frame> {
  return new Set(stacks.flatMap(({ path }) => path.slice(0, Math.max(0, path.indexOf(place)))));
}

function exactSamples(
  { count, node, weightBytes, ordinal }: PlacedSamples & { readonly ordinal: Float64Array },
  { isExact }: LeakKnowledge,
): PlacedSamples {
  const rows = Array.from({ length: count }, (_, n) => n).filter((n) => isExact(ordinal[n] ?? 0));
  return {
    count: rows.length,
    node: Int32Array.from(rows, (n) => node[n] ?? 0),
    weightBytes: Float64Array.from(rows, (n) => weightBytes[n] ?? 0),
  };
}

/** Sorts functions by the checkpoint that their evidence begins with, the youngest first. */
function byCheckpoint<Judged extends JudgedFunction>(judged: readonly Judged[]): Array<[Checkpoint, Judged[]]> {
  const groups = new Map<Checkpoint, Judged[]>();
  for (const one of judged) {
    const group = groups.get(one.from);
    if (group === undefined) groups.set(one.from, [one]);
    else group.push(one);
  }
  return [...groups].sort(([a], [b]) => b.seconds - a.seconds);
}

/** Returns a function that says whether a function has at least a share of what stacks hold. */
function largePlaces(stacks: readonly Stack[], share: number): (place: Frame) => boolean {
  const sums = bytesByPlace(stacks);
  const leastBytes = share * bytesOf(stacks);
  return (place) => (sums.get(place) ?? 0) >= leastBytes;
}
