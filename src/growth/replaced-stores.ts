import type { SampleStore } from './sample-store.js';

/** An object is large where its sample stands for so many intervals: its death and its heir's birth are hardly missed. */
const LEAST_INTERVALS = 2;

/**
 * The store of an array grows by half when it is full, and the table of a Map or a Set doubles. The sample of an object of
 * 1.6 intervals that grows by half stands for 1.3 times as many bytes.
 */
const LEAST_GROWTH = 1.3;

/**
 * Finds the stores of arrays, Maps and Sets that were full and gave way to larger ones since the read before: where, at
 * one site, one large retained sample is gone and a larger one has come that is not known to be retained yet. The larger
 * one takes the other's place, so that what it holds together counts as of when it came, and as one event of the size of
 * the difference, not as a death and a birth.
 *
 * Where several large samples of a site are gone in one read, nothing is known of which gave way to which, and nothing is
 * done: objects that come and go independently of each other are to count each. Where by chance just one of these has gone
 * and a larger one has come, bytes stay as they are, and Σ w² is too small by at most a fifth: a birth b and a death d
 * count (b − d)² instead of b² + d², which is what they would if one were the cause of the other.
 *
 * @param read the number of the present read, whose samples have been stored already
 */
export function replaceStores(samples: SampleStore, read: number, intervalBytes: number): void {
  const gone = new Map<number, number | undefined>();
  for (const row of samples.unseen(read)) {
    if (samples.isLeftBehind(row) || !samples.isRetained(row)) continue;
    if (samples.wholeBytes(row) < LEAST_INTERVALS * intervalBytes) continue;
    const series = samples.series(row);
    gone.set(series, gone.has(series) ? undefined : row);
  }
  if (gone.size === 0) return;
  const heirs = new Map<number, number>();
  for (const row of samples.newIn(read, gone)) {
    const dead = gone.get(samples.series(row));
    if (dead === undefined || samples.wholeBytes(row) < LEAST_GROWTH * samples.wholeBytes(dead)) continue;
    const known = heirs.get(dead);
    // Of stores that have followed one another since, the last is the one that is there.
    if (known === undefined || samples.ordinal(row) > samples.ordinal(known)) heirs.set(dead, row);
  }
  for (const [dead, heir] of heirs) samples.inherit(dead, heir, read);
}
