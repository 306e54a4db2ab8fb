import { objectBytes } from '../snapshot/estimate.js';
import type { SampleStore } from './sample-store.js';

/** An object of so many intervals is sampled all but once in seven times, and its size is known from its sample. */
const LEAST_INTERVALS = 2;

/** The factors by which stores grow: that of an array by half, the table of a Map, a Set or an object by its size. */
const GROWTH_FACTORS = [1.5, 2] as const;

/** So many times a store may have grown since the read before. */
const MOST_STEPS = 12;

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
  const gone = new Map<number, number[]>();
  for (const row of samples.unseen(read)) {
    if (samples.isLeftBehind(row) || !samples.isRetained(row)) continue;
    if (samples.wholeBytes(row) < LEAST_INTERVALS * intervalBytes) continue;
    const series = samples.series(row);
    const its = gone.get(series);
    if (its === undefined) gone.set(series, [row]);
    else its.push(row);
  }
  if (gone.size === 0) return;
  // Of stores that have followed one another since, the last is the one that is there.
  const come = [...samples.newIn(read, gone)].sort((a, b) => samples.ordinal(b) - samples.ordinal(a));
  for (const heir of come) {
    const dead = gone.get(samples.series(heir)) ?? [];
    const at = dead.findIndex((row) => isFollowing(sizeOf(heir) / sizeOf(row)));
    const [row] = at === -1 ? [] : dead.splice(at, 1);
    if (row !== undefined) samples.inherit(row, heir, read);
  }
}

/** Says whether one store may have followed another that has a size so many times smaller. */
function isFollowing(ratio: number): boolean {
  return GROWTH_FACTORS.some((factor) => {
    const steps = Math.round(Math.log(ratio) / Math.log(factor));
    return steps >= 1 && steps <= MOST_STEPS && Math.abs(ratio / factor ** steps - 1) <= TOLERANCE;
  });
}
