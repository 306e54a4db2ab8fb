import { visible } from '../values/printable.js';
import { formatBytes } from '../values/units.js';
import type { Traceback } from './traceback.js';

/** The memory of one group of traces. Compare Python's `tracemalloc.Statistic`. */
export class Statistic {
  /** The name of the group: a site, a file, a package, or the sites of a traceback, each on a line of its own. */
  readonly key: string;
  /** The place where the memory was allocated: one frame, or the whole stack where traces are grouped by traceback. */
  readonly traceback: Traceback;
  /** Estimated bytes of the group. */
  readonly sizeBytes: number;
  /** Standard error of `sizeBytes`; 0 bytes, or nearly, at an interval of 1. */
  readonly standardErrorBytes: number;
  /** The number of samples that the estimate rests on. */
  readonly samples: number;
  /** The number of allocations; it is known at an interval of 1 only, else `null`. */
  readonly count: number | null;

  constructor(fields: Fields<Statistic>) {
    this.key = fields.key;
    this.traceback = fields.traceback;
    this.sizeBytes = fields.sizeBytes;
    this.standardErrorBytes = fields.standardErrorBytes;
    this.samples = fields.samples;
    this.count = fields.count;
  }

  /** Returns the group with its bytes, their standard error and its allocations or samples, on one line. */
  toString(): string {
    return `${oneLine(this.key)}: ${formatBytes(this.sizeBytes)}${error(this)}, ${counted(this)}`;
  }
}

/** The change of the memory of one group. Compare Python's `tracemalloc.StatisticDiff`. */
export class StatisticDiff {
  /** The name of the group, as in {@link Statistic}. */
  readonly key: string;
  /** The place where the memory was allocated, as in {@link Statistic}. */
  readonly traceback: Traceback;
  /** Estimated bytes in the newer snapshot. */
  readonly sizeBytes: number;
  /** Estimated bytes in the newer snapshot less those in the older. */
  readonly sizeDifferenceBytes: number;
  /** Standard error of `sizeDifferenceBytes`. */
  readonly standardErrorBytes: number;
  /** The number of samples in the newer snapshot. */
  readonly samples: number;
  /** The number of samples in the newer snapshot less that in the older. */
  readonly samplesDifference: number;
  /** The number of allocations in the newer snapshot; `null` unless both were made at an interval of 1. */
  readonly count: number | null;
  /** The number of allocations in the newer snapshot less that in the older, or `null` as for `count`. */
  readonly countDifference: number | null;
  /**
   * Says whether both snapshots are of one run of the profiler. `paired`: they are, so what is in both cancels out
   * exactly and adds no error. `unpaired`: they are not, and the error is that of both together.
   */
  readonly pairing: 'paired' | 'unpaired';

  constructor(fields: Fields<StatisticDiff>) {
    this.key = fields.key;
    this.traceback = fields.traceback;
    this.sizeBytes = fields.sizeBytes;
    this.sizeDifferenceBytes = fields.sizeDifferenceBytes;
    this.standardErrorBytes = fields.standardErrorBytes;
    this.samples = fields.samples;
    this.samplesDifference = fields.samplesDifference;
    this.count = fields.count;
    this.countDifference = fields.countDifference;
    this.pairing = fields.pairing;
  }

  /** Returns the group with its change, the standard error of that and its size, on one line. */
  toString(): string {
    const change = signed(this.sizeDifferenceBytes, formatBytes(this.sizeDifferenceBytes));
    const counts =
      this.countDifference === null
        ? ''
        : `, ${counted(this)} (${signed(this.countDifference, String(this.countDifference))})`;
    const unpaired = this.pairing === 'paired' ? '' : ', unrelated runs';
    return `${oneLine(this.key)}: ${formatBytes(this.sizeBytes)} (${change}${error(this)})${counts}${unpaired}`;
  }
}

/** The data of a class of this file, as its constructor takes it. */
type Fields<T> = Omit<T, 'toString'>;

/** Orders statistics: most bytes first, then most samples, then by name. */
export function bySize(a: Statistic, b: Statistic): number {
  return b.sizeBytes - a.sizeBytes || b.samples - a.samples || compareText(a.key, b.key);
}

/** Orders differences: the largest change first, whatever its sign, then by size, samples and name. */
export function byChange(a: StatisticDiff, b: StatisticDiff): number {
  return (
    Math.abs(b.sizeDifferenceBytes) - Math.abs(a.sizeDifferenceBytes) ||
    b.sizeBytes - a.sizeBytes ||
    Math.abs(b.samplesDifference) - Math.abs(a.samplesDifference) ||
    b.samples - a.samples ||
    compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function error({ standardErrorBytes }: { standardErrorBytes: number }): string {
  return standardErrorBytes < 1 ? '' : ` ± ${formatBytes(standardErrorBytes)}`;
}

function counted({ count, samples }: { count: number | null; samples: number }): string {
  return count === null ? plural(samples, 'sample') : plural(count, 'allocation');
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function signed(value: number, text: string): string {
  return value >= 0 ? `+${text}` : text;
}

function oneLine(key: string): string {
  return visible(key.replaceAll('\n', ' < '));
}
