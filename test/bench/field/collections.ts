/** One garbage collection, as the process that it paused has seen it. */
export interface Collection {
  readonly kind: CollectionKind;
  /** Seconds from the start of the process to the pause. */
  readonly startSeconds: number;
  readonly pauseSeconds: number;
  /** Use of the heap when the process went on: after a major collection about what is live. */
  readonly heapBytes: number;
}

/** `minor` is of the young generation, `marking` the start of a major one that V8 does in steps. */
export type CollectionKind = 'minor' | 'marking' | 'major' | 'weak';

/** The times from one collection to the next, in seconds. */
export interface Spacing {
  readonly least: number;
  readonly median: number;
  readonly p90: number;
  readonly most: number;
}

/** The collections of one kind, within a stretch of time. */
export interface Frequency {
  readonly count: number;
  readonly perHour: number;
  /** It is `null` where there were fewer than two. */
  readonly spacing: Spacing | null;
  readonly pauses: { readonly median: number; readonly most: number } | null;
}

/** Pauses nearer to one another belong to one collection: where all garbage is asked for, V8 collects several times in a row. */
const SAME_SECONDS = 0.001;

/**
 * Counts the collections of one kind.
 *
 * @param options.fromSeconds seconds from the start of the process; what was before is left out
 * @param options.seconds length of the stretch
 */
export function frequencyOf(
  kind: CollectionKind,
  collections: readonly Collection[],
  { fromSeconds, seconds }: { readonly fromSeconds: number; readonly seconds: number },
): Frequency {
  const all = collections.filter((one) => one.kind === kind && one.startSeconds >= fromSeconds);
  const apart = all.filter((one, n) => {
    const before = all[n - 1];
    return before === undefined || one.startSeconds - before.startSeconds - before.pauseSeconds > SAME_SECONDS;
  });
  const starts = apart.map(({ startSeconds }) => startSeconds);
  const gaps = sorted(starts.slice(1).map((start, n) => start - (starts[n] ?? NaN)));
  const pauses = sorted(all.map(({ pauseSeconds }) => pauseSeconds));
  return {
    count: apart.length,
    perHour: (apart.length * 3600) / seconds,
    spacing:
      gaps.length === 0
        ? null
        : { least: quantile(gaps, 0), median: quantile(gaps, 0.5), p90: quantile(gaps, 0.9), most: quantile(gaps, 1) },
    pauses: pauses.length === 0 ? null : { median: quantile(pauses, 0.5), most: quantile(pauses, 1) },
  };
}

function sorted(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}

/** The smallest of the sorted numbers that is at least so large as this share of them. */
function quantile(numbers: readonly number[], share: number): number {
  return numbers[Math.max(0, Math.ceil(share * numbers.length) - 1)] ?? NaN;
}
