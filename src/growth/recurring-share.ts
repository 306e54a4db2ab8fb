import type { SampleStore } from './sample-store.js';
import type { Span } from './spans.js';

/**
 * Gives the share of the growth below a caller that comes again and again at the same site: of what each site allocated
 * in the parts of a span but the last, and is still there, that beyond its largest part. It is 1 where all sites grow in
 * all parts alike, and 0 where each grows in one part: many caches that each fill up once, at one time or another, grow
 * together as a leak does.
 *
 * @param rows the rows of the store that hold the retained samples below the caller
 */
export function recurringShare({ parts }: Span, samples: SampleStore, rows: Iterable<number>): number {
  const ends = parts.slice(0, -1).map(({ number }) => number);
  const count = ends.length - 1;
  const [first, last] = [ends[0] ?? 0, ends.at(-1) ?? 0];
  if (count < 2) return 1;
  const bySite = new Map<number, Float64Array>();
  for (const row of rows) {
    const number = samples.confirmedBy(row) ?? 0;
    if (number <= first || number > last) continue;
    const site = samples.series(row);
    let bytes = bySite.get(site);
    if (bytes === undefined) bySite.set(site, (bytes = new Float64Array(count)));
    const part = ends.findIndex((end) => number <= end) - 1;
    bytes[part] = (bytes[part] ?? 0) + samples.weightBytes(row);
  }
  let [all, again] = [0, 0];
  for (const bytes of bySite.values()) {
    const sum = bytes.reduce((total, one) => total + one, 0);
    all += sum;
    again += sum - Math.max(...bytes);
  }
  return all === 0 ? 1 : ((count / (count - 1)) * again) / all;
}
