import type { Frame } from '../snapshot/frame.js';
import type { Checkpoint } from './checkpoint.js';
import {
  LEAST_EXPLAINED_SHARE,
  LEAST_GROWING_SHARE,
  LEAST_PART_SAMPLES,
  LEAST_UNEXPLAINED_SHARE,
} from './group-constants.js';
import { bytesByPlace, bytesOf, groupLeaks, type LeakGroup, nameOf } from './group-leaks.js';
import type { OtherStacks } from './group-shared.js';
import {
  eachStackOf,
  growingStacks,
  mayGoThrough,
  type PlacedSamples,
  type Stack,
  type StackPaths,
  stacksOf,
} from './group-stacks.js';
import type { JudgedFunction } from './judged-function.js';
import { named, type NamedGroup, type SeenStacks } from './leak-names.js';
import { StackIndex } from './stack-index.js';

/** What is known of growth on the call tree of the latest read. */
export interface TreeGrowth {
  readonly paths: StackPaths;
  /** The functions that are judged to leak or to grow. */
  readonly judged: readonly JudgedFunction[];
  /** The time of the latest checkpoint, monotonic seconds. */
  readonly seconds: number;
  /** All live samples, garbage not yet collected among them. */
  readonly live: PlacedSamples;
  /** Gives what has died lately, by stack. */
  readonly dropped: (paths: StackPaths) => readonly Stack[];
  /** The retained samples that came since a checkpoint, or all. */
  readonly retainedSince: (from?: Checkpoint) => PlacedSamples & { readonly ordinal: Float64Array };
  /** Gives a function's share of net growth in what came since a checkpoint, see {@link growingStacks}. */
  readonly netShares: (from: Checkpoint) => (place: Frame) => number;
}

/** One leak, as it is at the latest checkpoint. */
export interface FoundLeak<Judged extends JudgedFunction = JudgedFunction> extends NamedGroup {
  /** The evidence that it leaks, of the function that it was found at. */
  readonly evidence: Judged;
  /** What its growth is measured by: the lowest function that explains four fifths of it. */
  readonly measure: Judged;
}

/** What is known besides the growth. */
export interface LeakKnowledge {
  /** Says whether a sample was taken while V8 inlined nothing. */
  readonly isExact: (ordinal: number) => boolean;
  /** Says whether a leak has had the name of a function before. */
  readonly isKnown: (place: Frame) => boolean;
  /** Says whether a leak has had the name of a caller before, by exact stacks or by others, as a lower function was shared. */
  readonly isKnownCaller: (place: Frame, isExact: boolean) => boolean;
}

/** Finds leaks at the latest checkpoint, of which it works out once what every search needs. */
export class LeakFinder {
  readonly #growth: TreeGrowth;
  readonly #knowledge: LeakKnowledge;
  readonly #growing: ReadonlySet<Frame>;
  readonly #exact: readonly Stack[];
  readonly #live: readonly Stack[];
  /** The stacks of others, by function: looked up again and again where something is named. */
  #others: { readonly live: StackIndex; readonly dropped: StackIndex } | undefined;
  readonly #seen = new Map<Checkpoint, SeenStacks>();

  constructor(growth: TreeGrowth, knowledge: LeakKnowledge) {
    const { paths } = growth;
    this.#growth = growth;
    this.#knowledge = knowledge;
    this.#growing = new Set(growth.judged.map(({ frame }) => paths.placeOf(frame)));
    this.#exact = eachStackOf(paths, exactSamples(growth.retainedSince(), knowledge));
    this.#live = stacksOf(paths, growth.live);
  }

  /** Finds the leaks that explain functions of those that are judged, each once. @param judged all that are to be explained */
  find<Judged extends JudgedFunction>(judged: readonly Judged[]): Array<FoundLeak<Judged>> {
    const byPlace = new Map(judged.map((one) => [this.#growth.paths.placeOf(one.frame), one]));
    const found: Array<FoundLeak<Judged>> = [];
    // What a short span shows is of the present; a longer one adds what is too slow for it.
    for (const [from, places] of byCheckpoint(byPlace))
      found.push(...this.#findSince(from, { places, byPlace, found }));
    return withoutParts(mergedByName(this.#joined(found, byPlace)), this.#exact);
  }

  /** Finds the leaks at places that are judged since a checkpoint, in what is left of those that were found before. */
  #findSince<Judged extends JudgedFunction>(
    from: Checkpoint,
    {
      places,
      byPlace,
      found,
    }: {
      readonly places: readonly Frame[];
      readonly byPlace: ReadonlyMap<Frame, Judged>;
      readonly found: ReadonlyArray<FoundLeak<Judged>>;
    },
  ): Array<FoundLeak<Judged>> {
    const seen = this.#seenSince(from);
    const isOfLeak = found.map((leak) => isOf(leak, this.#live));
    const left = seen.grown.filter((stack) => !isOfLeak.some((isOfIt) => isOfIt(stack)));
    const [all, rest] = [bytesByPlace(seen.grown), bytesByPlace(left)];
    const isExplained = ({ site }: Frame): boolean => found.some(({ explains }) => explains.has(site));
    const isLeft = (place: Frame): boolean => (rest.get(place) ?? 0) >= LEAST_UNEXPLAINED_SHARE * (all.get(place) ?? 0);
    const unexplained = new Map([...byPlace].filter(([place]) => !isExplained(place) && isLeft(place)));
    const isLeaking = (place: Frame): boolean => unexplained.has(place);
    const isGrowing = (place: Frame): boolean => this.#growing.has(place) && !isExplained(place);
    const ofThisSpan = new Set(places.filter(isLeaking));
    const through = left.filter(({ path }) => path.some((place) => ofThisSpan.has(place)));
    const groups = groupLeaks(through, { ...this.#knowledge, isLeaking, isGrowing });
    return groups.flatMap((group) => this.#named(group, seen, unexplained));
  }

  /**
   * Makes one leak of those that are one over the longest span that one of them was found over: the functions of a leak are
   * judged by spans of their own, and a part of it may have been found over a shorter one, by itself.
   */
  #joined<Judged extends JudgedFunction>(
    found: ReadonlyArray<FoundLeak<Judged>>,
    byPlace: ReadonlyMap<Frame, Judged>,
  ): ReadonlyArray<FoundLeak<Judged>> {
    const longest = found.map(({ evidence }) => evidence.from).sort((a, b) => a.seconds - b.seconds)[0];
    if (longest === undefined || found.length < 2) return found;
    const isLeaking = (place: Frame): boolean => byPlace.has(place);
    const isGrowing = (place: Frame): boolean => this.#growing.has(place);
    const seen = this.#seenSince(longest);
    const through = seen.grown.filter(({ path }) => path.some(isLeaking));
    const whole = groupLeaks(through, { isLeaking, isGrowing }).flatMap((group) => {
      const parts = found.filter(({ evidence }) => group.explains.has(evidence.frame.site));
      return parts.length < 2 ? [] : [{ parts, leaks: this.#named(group, seen, byPlace) }];
    });
    const apart = found.filter((leak) => !whole.some(({ parts }) => parts.includes(leak)));
    return [...apart, ...whole.flatMap(({ leaks }) => leaks)];
  }

  /** Gives the leaks of a group with their names and their evidence. @param byPlace what the evidence may be of */
  #named<Judged extends JudgedFunction>(
    group: LeakGroup,
    seen: SeenStacks,
    byPlace: ReadonlyMap<Frame, Judged>,
  ): Array<FoundLeak<Judged>> {
    return named(group, seen, this.#knowledge.isKnownCaller).flatMap((leak) => {
      const explained = [...byPlace.values()].filter(({ frame }) => leak.explains.has(frame.site));
      const lowestDownTo = (last: Frame): Judged | undefined =>
        chainDownTo(last, leak)
          .flatMap((place) => byPlace.get(place) ?? [])
          .at(-1);
      // Of the functions below the one that all stacks show, which exact ones name, a part has been seen only, as V8 inlines.
      const evidence = lowestDownTo(leak.within) ?? largestOf(explained);
      // One that a leak goes on having the name of may explain a part, too.
      return evidence === undefined ? [] : [{ ...leak, evidence, measure: lowestDownTo(leak.measured) ?? evidence }];
    });
  }

  #seenSince(from: Checkpoint): SeenStacks {
    const known = this.#seen.get(from);
    if (known !== undefined) return known;
    const since = stacksSince(from, this.#growth, this.#exact);
    const seen = { ...since, others: this.#othersBeside(since.grown) };
    this.#seen.set(from, seen);
    return seen;
  }

  /** Gives what is live and does not grow, and what has died lately. */
  #othersBeside(grown: readonly Stack[]): OtherStacks[] {
    const grownBytes = new Map(grown.map(({ row, bytes }) => [row, bytes]));
    const isIdle = ({ row, bytes }: Stack): boolean => (grownBytes.get(row) ?? 0) < LEAST_GROWING_SHARE * bytes;
    const index = (): { live: StackIndex; dropped: StackIndex } =>
      (this.#others ??= {
        live: new StackIndex(this.#live),
        dropped: new StackIndex(this.#growth.dropped(this.#growth.paths)),
      });
    return [
      { through: (places) => new Set([...index().live.through(places)].filter(isIdle)) },
      { through: (places) => index().dropped.through(places) },
    ];
  }
}

/** Gives the functions of a leak down to one of them, or all where that is not among them. */
function chainDownTo(last: Frame, { chain }: NamedGroup): readonly Frame[] {
  return chain.slice(0, chain.indexOf(last) + 1 || chain.length);
}

/** Gives the function that has grown most: what is known of a leak before the one that names it is judged to leak itself. */
function largestOf<Judged extends JudgedFunction>(functions: readonly Judged[]): Judged | undefined {
  const grown = ({ births, deaths }: Judged): number => births.bytes - deaths.bytes;
  return [...functions].sort((a, b) => grown(b) - grown(a))[0];
}

/**
 * Returns a function that says whether a stack goes through a leak, as it is named by exact stacks or by all, or may go
 * through the latter, as V8 has inlined it.
 */
function isOf(leak: FoundLeak, live: readonly Stack[]): (stack: Stack) => boolean {
  const name = nameOf(leak);
  const mayGoThroughIt = mayGoThrough(leak.within, live);
  return (stack) => stack.path.includes(name) || mayGoThroughIt(stack);
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

/**
 * Makes one leak of one and those below it: where a caller names a leak, another function that it calls may have been found by
 * itself, as V8 inlines what is between. Exact stacks show that.
 */
function withoutParts<Judged extends JudgedFunction>(
  leaks: ReadonlyArray<FoundLeak<Judged>>,
  exact: readonly Stack[],
): Array<FoundLeak<Judged>> {
  const wholeOf = new Map(leaks.map((leak) => [leak, leaks.find((other) => isPartOf(leak, other, exact))]));
  return leaks.flatMap((leak) => {
    if (wholeOf.get(leak) !== undefined) return [];
    const parts = leaks.filter((other) => wholeOf.get(other) === leak);
    return [{ ...leak, explains: new Set([leak, ...parts].flatMap(({ explains }) => [...explains])) }];
  });
}

function isPartOf(leak: FoundLeak, other: FoundLeak, exact: readonly Stack[]): boolean {
  const [place, above] = [nameOf(leak), nameOf(other)];
  const through = exact.filter(({ path }) => path.includes(place));
  const isBelow = ({ path }: Stack): boolean => path.slice(0, path.indexOf(place)).includes(above);
  const belowBytes = bytesOf(through.filter(isBelow));
  return through.length >= LEAST_PART_SAMPLES && belowBytes >= LEAST_EXPLAINED_SHARE * bytesOf(through);
}

/**
 * Gives the stacks of what has come since a checkpoint. Where that is the latest, as all others are too old to measure from,
 * it is all that is retained: a leak that was found before has not ended by that.
 */
function stacksSince(from: Checkpoint, growth: TreeGrowth, exact: readonly Stack[]): Omit<SeenStacks, 'others'> {
  const { paths, seconds, retainedSince, netShares } = growth;
  if (from.seconds === seconds) return { grown: stacksOf(paths, retainedSince()), exact };
  const netShare = netShares(from);
  return {
    grown: growingStacks(stacksOf(paths, retainedSince(from)), netShare),
    exact: growingStacks(exact, netShare),
  };
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

/** Sorts the places of functions by the checkpoint that their evidence begins with, the youngest first. */
function byCheckpoint(judged: ReadonlyMap<Frame, JudgedFunction>): Array<[Checkpoint, Frame[]]> {
  const groups = new Map<Checkpoint, Frame[]>();
  for (const [place, { from }] of judged) {
    const group = groups.get(from);
    if (group === undefined) groups.set(from, [place]);
    else group.push(place);
  }
  return [...groups].sort(([a], [b]) => b.seconds - a.seconds);
}
