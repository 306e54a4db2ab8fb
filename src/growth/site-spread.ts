import type { Checkpoint } from './checkpoint.js';
import type { SampleStore } from './sample-store.js';
import type { Span } from './spans.js';

/** How the growth below a caller comes to its sites. */
export interface SiteSpread {
  /**
   * The share that has come to the sites again and again: near 1 where each of them grows all the time, 0 where each has
   * grown once.
   */
  readonly recurringShare: number;
  /** How many allocations come together at a site: 1 where they are independent, 10 for bursts of ten. */
  readonly dispersion: number;
}

/** How one site, or all that is one function, grows. */
export const OF_ONE_SITE: SiteSpread = { recurringShare: 1, dispersion: 1 };

/** The samples below a caller that came within a span. */
interface SpreadSamples {
  readonly samples: SampleStore;
  /** The rows of the store that hold the retained samples below the caller. */
  readonly rows: Iterable<number>;
  /** Gives the net growth over the span of the site whose series has an index. */
  readonly grownBytes: (series: number) => number;
}

/** What came at one site within a span and is still there. */
interface SiteBirths {
  /** All of it, in bytes. */
  bytes: number;
  /** What came in each gap between checkpoints before the last part. */
  readonly byGap: Float64Array;
  /** Σ w² of that. */
  squares: number;
}

/**
 * Measures how the growth below a caller comes to its sites. Many caches that each fill up once, at one time or another,
 * grow together as a leak does; and what comes in bursts at each site may look even where many sites are added up.
 *
 * Of a site that has grown k times, at moments that have nothing to do with each other, two samples come from the same
 * time in one case of k, and then lie in the same part of the span; otherwise they do by chance. So the share of pairs
 * that lie in different parts, over that expected by chance, is (k − 1) ∕ k in the mean, however few samples there are.
 * A site's only sample has not come again. The dispersion is the variance of what comes to the sites from gap to gap
 * between checkpoints, over that of independent allocations: of each site Pearson's χ² over its degrees of freedom, and of
 * all the mean by Σ w².
 *
 * Sites count by what they have grown: those that drop as much as they take, such as a cache beside a leak, do not. The
 * last part is left out, as what comes and goes is in it.
 */
export function siteSpread(
  { checkpoints, parts }: Pick<Span, 'checkpoints' | 'parts'>,
  below: SpreadSamples,
): SiteSpread {
  const olderParts = parts.slice(0, -1);
  const end = olderParts.at(-1)?.number ?? 0;
  const older = checkpoints.filter(({ number }) => number <= end);
  const [gapShares, partShares] = [sharesOf(older), sharesOf(olderParts)];
  const partOfGap = older.slice(1).map(({ number }) => olderParts.findIndex((part) => number <= part.number) - 1);
  const apartByChance = 1 - partShares.reduce((sum, share) => sum + share ** 2, 0);
  let [growth, recurring, variance, independent] = [0, 0, 0, 0];
  for (const [series, { bytes, byGap, squares }] of birthsBySite(older, below)) {
    const sum = byGap.reduce((total, one) => total + one, 0);
    const netShare = Math.min(1, Math.max(0, below.grownBytes(series) / bytes));
    if (sum === 0 || netShare === 0) continue;
    const byPart = new Float64Array(partShares.length);
    byGap.forEach((one, gap) => {
      const part = partOfGap[gap] ?? 0;
      byPart[part] = (byPart[part] ?? 0) + one;
      const share = gapShares[gap] ?? 1;
      variance += (netShare * (one - share * sum) ** 2) / share / (gapShares.length - 1);
    });
    const [pairs, apart] = [sum ** 2 - squares, sum ** 2 - byPart.reduce((total, one) => total + one ** 2, 0)];
    if (pairs > 0) recurring += (netShare * sum * apart) / pairs / apartByChance;
    growth += netShare * sum;
    independent += netShare * squares;
  }
  if (growth === 0 || partShares.length < 2) return { recurringShare: 0, dispersion: Infinity };
  return {
    recurringShare: recurring / growth,
    dispersion: Math.max(1, variance / independent),
  };
}

/** Gives the length of each stretch between two checkpoints as a share of all. */
function sharesOf(ends: readonly Checkpoint[]): number[] {
  const [first, last] = [ends[0]?.seconds ?? 0, ends.at(-1)?.seconds ?? 0];
  return ends.slice(1).map(({ seconds }, n) => (seconds - (ends[n]?.seconds ?? 0)) / (last - first));
}

function birthsBySite(checkpoints: readonly Checkpoint[], { samples, rows }: SpreadSamples): Map<number, SiteBirths> {
  const [begin = 0, ...ends] = checkpoints.map(({ number }) => number);
  const bySite = new Map<number, SiteBirths>();
  for (const row of rows) {
    const number = samples.confirmedBy(row) ?? 0;
    if (number <= begin) continue;
    const series = samples.series(row);
    let births = bySite.get(series);
    if (births === undefined) {
      births = { bytes: 0, byGap: new Float64Array(ends.length), squares: 0 };
      bySite.set(series, births);
    }
    const [weightBytes, gap] = [samples.weightBytes(row), ends.findIndex((one) => number <= one)];
    births.bytes += weightBytes;
    if (gap === -1) continue;
    births.byGap[gap] = (births.byGap[gap] ?? 0) + weightBytes;
    births.squares += weightBytes ** 2;
  }
  return bySite;
}
