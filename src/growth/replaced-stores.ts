import { objectBytes } from '../snapshot/estimate.js';
import type { SampleStore } from './sample-store.js';

/** An object of so many intervals is sampled all but once in seven times, and its size is known from its sample. */
const LEAST_INTERVALS = 2;

/** The factors by which stores grow: that of an array by half, the table of a Map, a Set or an object by its size. */
const GROWTH_FACTORS = [1.5, 2] as const;

/** So many times a store may have grown since the read before. */
const MOST_STEPS = 12;

/** What a store that has grown had before, as a share of its size: the largest share first. */
const FOLLOWED_SHARES: readonly number[] = GROWTH_FACTORS.flatMap((factor) =>
  Array.from({ length: MOST_STEPS }, (_, step) => factor ** -(step + 1)),
).sort((a, b) => b - a);

/** The sizes of two stores fit where their ratio is off by so much at most: stores have headers, and some elements more. */
const TOLERANCE = 0.005;

/**
 * Finds the stores of arrays, Maps, Sets and objects that were full and gave way to larger ones since the read before: where,
 * at one site, a large sample is gone and a larger one has come whose size is that which V8 gives the store that follows, or
 * one of those after it. The larger one takes the other's place, so that what it holds together counts as of when it came, and
 * as one event of the size of the difference, not as a death and a birth.
 *
 * Two objects that have nothing to do with each other have such sizes by chance in one case of thirty. Bytes stay right then,
 * and Σ w² is too small: a birth b and a death d count (b − d)² instead of b² + d².
 *
 * @param read the number of the present read, whose samples have been stored already
 */
export function replaceStores(samples: SampleStore, read: number, intervalBytes: number): void {
  const sizeOf = (row: number): number => objectBytes(samples.wholeBytes(row), intervalBytes);
  const isLarge = (row: number): boolean => samples.wholeBytes(row) >= LEAST_INTERVALS * intervalBytes;
  const gone = new Map<number, Store[]>();
  for (const row of samples.unseen(read)) {
    if (samples.isLeftBehind(row) || !samples.isRetained(row) || !isLarge(row)) continue;
    const [series, store] = [samples.series(row), { row, sizeBytes: sizeOf(row) }];
    const its = gone.get(series);
    if (its === undefined) gone.set(series, [store]);
    else its.push(store);
  }
  if (gone.size === 0) return;
  for (const stores of gone.values()) stores.sort((a, b) => a.sizeBytes - b.sizeBytes);
  // Of stores that have followed one another since, the last is the one that is there.
  const come = [...samples.newIn(read, gone)].filter(isLarge);
  for (const heir of come.sort((a, b) => samples.ordinal(b) - samples.ordinal(a))) {
    const store = takeFollowed(gone.get(samples.series(heir)) ?? [], sizeOf(heir));
    if (store !== undefined) samples.inherit(store.row, heir, read);
  }
}

/** The store of an array, a Map, a Set or an object, as it was sampled. */
interface Store {
  readonly row: number;
  readonly sizeBytes: number;
}

/** Takes the store that one of a size has followed, with the fewest steps in between, out of stores by ascending size. */
function takeFollowed(stores: Store[], sizeBytes: number): Store | undefined {
  for (const share of FOLLOWED_SHARES) {
    const at = firstFrom(stores, (share * sizeBytes) / (1 + TOLERANCE));
    const store = stores[at];
    if (store === undefined || store.sizeBytes > (share * sizeBytes) / (1 - TOLERANCE)) continue;
    stores.splice(at, 1);
    return store;
  }
  return undefined;
}

/** Finds the first of stores, by ascending size, that has a size or more; their number where none has. */
function firstFrom(stores: readonly Store[], sizeBytes: number): number {
  let [low, high] = [0, stores.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stores[middle]?.sizeBytes ?? 0) < sizeBytes) low = middle + 1;
    else high = middle;
  }
  return low;
}
