import { factorRange, type ObjectSize, objectSizes, scaledBytes } from './object-sizes.js';

/** The samples of one stack that V8 lists with the same weight. */
export interface WeightGroup {
  readonly listedBytes: number;
  readonly samples: number;
}

/** All samples of one stack. */
export interface WeighedStack {
  /** Each weight once. */
  readonly groups: readonly WeightGroup[];
  /** V8's sum of the stack, without those that go on from it; `undefined` where it is not known. */
  readonly bytes: number | undefined;
}

/** The most combinations of sizes that are tried to explain the sum of a stack. */
const MOST_COMBINATIONS = 4096;

/** Factors from this one on count as one kind: there V8's rounding is by less than a thirteenth. */
const SMALL_FACTOR = 7;

/** What is known without samples counts as one. */
const PRIOR_SAMPLES = 1;

/** The rounds in which sizes and their shares are estimated by one another: more change nothing that matters. */
const ROUNDS = 20;

/** A group with the sizes that its objects may have. */
interface SizedGroup extends WeightGroup {
  readonly sizes: readonly ObjectSize[];
}

/**
 * Estimates the bytes that the samples of one function stand for, before V8 rounded their counts. The weight alone leaves
 * several sizes where it is below 2.2 intervals. Two things say more:
 *
 * - V8 rounds the sum of a stack too, but once for all samples of one size, so that the sum shows the size of what is
 *   sampled twice.
 * - Of objects whose size varies, V8 lists every weight that is a multiple of eight bytes where it counted them once, and
 *   only every second of these where it counted them twice. The more weights are multiples of sixteen, the more objects
 *   were counted twice. Shares and sizes are estimated by one another (expectation–maximisation; Dempster, Laird and Rubin
 *   1977); before there are samples, every order of magnitude of sizes takes as many bytes.
 *
 * @returns the bytes by the listed weight, for those weights that more than one size could explain
 */
export function likelyWeights(stacks: readonly WeighedStack[], intervalBytes: number): Map<number, number> {
  const explained = stacks.flatMap(({ groups, bytes }) => {
    const sized = groups.map((group) => ({ ...group, sizes: objectSizes(group.listedBytes, intervalBytes) }));
    return bytes === undefined ? sized : explainSum(sized, bytes, intervalBytes);
  });
  const weights = new Map<number, number>();
  for (const alike of groupAlike(mergeEqual(explained), intervalBytes)) {
    const shares = new KindShares(alike.map(({ listedBytes }) => factorRange(listedBytes / intervalBytes)?.most ?? 1));
    shares.fit(alike);
    for (const group of alike) weights.set(group.listedBytes, Math.round(shares.meanWeight(group)));
  }
  return weights;
}

/** Puts samples of one weight together, whose sizes are those that all stacks leave, or that one leaves at least. */
function mergeEqual(groups: readonly SizedGroup[]): readonly SizedGroup[] {
  const merged = new Map<number, SizedGroup>();
  for (const group of groups) {
    const known = merged.get(group.listedBytes);
    if (known === undefined) {
      merged.set(group.listedBytes, group);
      continue;
    }
    const both = known.sizes.filter(({ factor }) => group.sizes.some((size) => size.factor === factor));
    if (both.length > 0) merged.set(group.listedBytes, { ...known, sizes: both });
  }
  return [...merged.values()];
}

/** Leaves each group the sizes by which V8 can have come to the sum of the stack, or all where none explain it. */
function explainSum(groups: readonly SizedGroup[], stackBytes: number, intervalBytes: number): readonly SizedGroup[] {
  // One sample of a size counts as its weight, whatever its size is.
  const isOpen = ({ samples, sizes }: SizedGroup): boolean => samples > 1 && sizes.length > 1;
  const open = groups.filter(isOpen);
  if (open.length === 0 || open.reduce((count, { sizes }) => count * sizes.length, 1) > MOST_COMBINATIONS)
    return groups;
  let [left, doubt] = [stackBytes, 0];
  for (const group of groups) {
    const {
      listedBytes,
      samples,
      sizes: [size],
    } = group;
    if (isOpen(group)) continue;
    left -=
      size === undefined || samples === 1 ? samples * listedBytes : scaledBytes(size.sizeBytes, samples, intervalBytes);
    // Small objects have a size that is not known, but small.
    if (size === undefined && samples > 1) doubt += (samples + 1) * Math.abs(listedBytes - intervalBytes);
  }
  const sums = open.map(({ sizes, samples }) =>
    sizes.map(({ sizeBytes }) => scaledBytes(sizeBytes, samples, intervalBytes)),
  );
  const reaches = restOf(sums);
  const possible = open.map(() => new Set<ObjectSize>());
  const chosen: ObjectSize[] = [];
  const choose = (n: number, leftBytes: number): void => {
    const { least = 0, most = 0 } = reaches[n] ?? {};
    if (leftBytes < least - doubt || leftBytes > most + doubt) return;
    const group = open[n];
    if (group === undefined) chosen.forEach((size, at) => possible[at]?.add(size));
    group?.sizes.forEach((size, at) => {
      chosen[n] = size;
      choose(n + 1, leftBytes - (sums[n]?.[at] ?? 0));
    });
  };
  choose(0, left);
  const sizesLeft = new Map(open.map((group, n) => [group, [...(possible[n] ?? [])]]));
  return groups.map((group) => {
    const sizes = sizesLeft.get(group) ?? [];
    return sizes.length === 0 ? group : { ...group, sizes };
  });
}

/** Gives the least and the most that lists from each one on can add up to, with one number of each. */
function restOf(lists: ReadonlyArray<readonly number[]>): ReadonlyArray<{ least: number; most: number }> {
  const rests = [{ least: 0, most: 0 }];
  for (const list of lists.toReversed()) {
    const { least = 0, most = 0 } = rests[0] ?? {};
    rests.unshift({ least: least + Math.min(...list), most: most + Math.max(...list) });
  }
  return rests;
}

/** Puts together the groups whose weights may have come about by the same kinds of factors. */
function groupAlike(groups: readonly SizedGroup[], intervalBytes: number): Iterable<readonly SizedGroup[]> {
  const alike = new Map<string, SizedGroup[]>();
  for (const group of groups) {
    const range = factorRange(group.listedBytes / intervalBytes);
    if (range === undefined || range.most === range.least || group.sizes.length === 0) continue;
    const key = `${range.least} ${Math.min(range.most, SMALL_FACTOR)}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [group]);
    else known.push(group);
  }
  return alike.values();
}

/** The shares that the kinds of factors have in weights that may have come about by several. */
class KindShares {
  /** The number of small factors that are possible, of the typical group. */
  readonly #smallFactors: number;
  #shares: readonly number[] = [];

  /** Begins with even shares. @param most the highest factor that is possible of each group */
  constructor(most: readonly number[]) {
    const mean = most.reduce((sum, one) => sum + one, 0) / most.length;
    this.#smallFactors = Math.max(1, mean - SMALL_FACTOR + 1);
  }

  fit(groups: readonly SizedGroup[]): void {
    const prior = new Array<number>(SMALL_FACTOR + 1).fill(0);
    const factors = new Set(groups.flatMap(({ sizes }) => sizes.map(({ factor }) => kindOf(factor))));
    for (const kind of factors) prior[kind] = this.#factorsOf(kind);
    const total = prior.reduce((sum, one) => sum + one, 0);
    this.#shares = prior.map((one) => one / total);
    for (let round = 0; round < ROUNDS; round += 1) {
      const sums = prior.map((one) => (PRIOR_SAMPLES * one) / total);
      for (const { sizes } of groups) {
        this.#probabilities(sizes).forEach((probability, n) => {
          const kind = kindOf(sizes[n]?.factor ?? 1);
          sums[kind] = (sums[kind] ?? 0) + probability;
        });
      }
      this.#shares = sums.map((one) => one / (PRIOR_SAMPLES + groups.length));
    }
  }

  meanWeight({ sizes }: SizedGroup): number {
    const probabilities = this.#probabilities(sizes);
    return sizes.reduce((sum, { weightBytes }, n) => sum + weightBytes * (probabilities[n] ?? 0), 0);
  }

  /** Gives each size its probability: a factor of k reaches every k-th weight, so that each of these has k times as many. */
  #probabilities(sizes: readonly ObjectSize[]): readonly number[] {
    const likelihoods = sizes.map(({ factor }) => {
      const kind = kindOf(factor);
      return ((this.#shares[kind] ?? 0) / this.#factorsOf(kind)) * factor;
    });
    const sum = likelihoods.reduce((all, one) => all + one, 0);
    return likelihoods.map((one) => one / sum);
  }

  #factorsOf(kind: number): number {
    return kind === SMALL_FACTOR ? this.#smallFactors : 1;
  }
}

function kindOf(factor: number): number {
  return Math.min(factor, SMALL_FACTOR);
}
