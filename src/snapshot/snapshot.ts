import { invalidOption } from '../values/errors.js';
import { flag, oneOf, onlyKeys } from '../values/option-values.js';
import type { Tally } from './estimate.js';
import { readSnapshotFile, writeSnapshotFile } from './file.js';
import { type Domain, Filter } from './filter.js';
import type { Frame } from './frame.js';
import { emptySum, type Grouping, groupSamples } from './group-samples.js';
import { type GroupBy, GROUPINGS } from './group.js';
import { selectSamples, type SnapshotData } from './snapshot-data.js';
import { rowsThatPass } from './passing-rows.js';
import { StackTable } from './stack-table.js';
import { byChange, bySize, Statistic, StatisticDiff } from './statistic.js';
import { sumSamples } from './sum-samples.js';
import type { Traceback } from './traceback.js';

/** One sampled allocation. Compare Python's `tracemalloc.Trace`. */
export interface Trace {
  /** The place of the memory; a snapshot has samples of V8's heap only. */
  readonly domain: Domain;
  /** Bytes that the sample stands for; at an interval of 1 they are the object's own size. */
  readonly sizeBytes: number;
  /** The calls that led to the allocation, the outermost first. */
  readonly traceback: Traceback;
}

/** The options of statistics and comparisons. */
export interface GroupingOptions {
  /** Counts an allocation at every function on its stack, once at each, instead of at its site. @default false */
  cumulative?: boolean;
}

/**
 * The allocations that were live at one moment, by the stack that made them. A snapshot does not change; a filter makes
 * a new one. Compare Python's `tracemalloc.Snapshot`.
 */
export class Snapshot {
  readonly #data: SnapshotData;
  readonly #stacks: StackTable;

  /** Puts a snapshot around its tables. @internal Use `takeSnapshot` or {@link Snapshot.load}. */
  constructor(data: SnapshotData) {
    this.#data = data;
    this.#stacks = new StackTable(data);
  }

  /**
   * Reads a file that {@link Snapshot.dump} wrote.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_A_SNAPSHOT`, `ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED`,
   *   `ERR_HEAPGAUGE_SNAPSHOT_DAMAGED`, `ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW`, `ERR_HEAPGAUGE_INVALID_OPTION`; or the
   *   system's error for the file
   */
  static load(path: string): Snapshot {
    return new Snapshot(readSnapshotFile(path));
  }

  /** The tables, for code that reads samples one by one. @internal */
  get data(): SnapshotData {
    return this.#data;
  }

  /** Returns the site of the sample in a row of the tables. @internal */
  siteOf(row: number): Frame {
    return this.#stacks.siteOf(this.#data.samples.stack[row] ?? 0);
  }

  /** Returns the traceback of the sample in a row of the tables. @internal */
  tracebackOf(row: number): Traceback {
    return this.#stacks.tracebackOf(this.#data.samples.stack[row] ?? 0);
  }

  /** The time at which the snapshot was taken. */
  get time(): Date {
    return new Date(this.#data.time);
  }

  /** Mean spacing of samples in bytes; 1 means that every allocation was sampled. */
  get sampleIntervalBytes(): number {
    return this.#data.sampleIntervalBytes;
  }

  /** The most frames that a traceback has. */
  get tracebackLimit(): number {
    return this.#data.stackDepth;
  }

  /** Estimated bytes of all traces. */
  get sizeBytes(): number {
    return this.#total().bytes;
  }

  /** Standard error of `sizeBytes`. */
  get standardErrorBytes(): number {
    return Math.sqrt(this.#total().variance);
  }

  /** Every sampled allocation, the oldest first. */
  get traces(): Trace[] {
    const { samples } = this.#data;
    return Array.from({ length: samples.count }, (_, row) => ({
      domain: 'heap',
      sizeBytes: samples.weightBytes[row] ?? 0,
      traceback: this.tracebackOf(row),
    }));
  }

  /**
   * Adds the traces up by site, file, package or whole traceback, and returns the groups, most bytes first.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, also for cumulative tracebacks
   */
  statistics(groupBy: GroupBy, options: GroupingOptions = {}): Statistic[] {
    const sums = groupSamples(this.#data, this.#stacks, checkedGrouping(groupBy, options));
    return [...sums.values()]
      .map(({ group, all: { bytes, variance, samples } }) => {
        const count = this.#isExact ? samples : null;
        return new Statistic({ ...group, sizeBytes: bytes, standardErrorBytes: Math.sqrt(variance), samples, count });
      })
      .sort(bySize);
  }

  /**
   * Returns how every group has changed since an older snapshot, the largest change first, growth or not.
   * Snapshots of one run of the profiler are compared sample by sample: what is in both adds no error.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  compareTo(older: Snapshot, groupBy: GroupBy, options: GroupingOptions = {}): StatisticDiff[] {
    if (!(older instanceof Snapshot)) throw invalidOption('older', older, 'a Snapshot');
    const grouping = checkedGrouping(groupBy, options);
    const isPaired = this.#data.run === older.#data.run;
    const now = groupSamples(this.#data, this.#stacks, grouping, isPaired ? older.#ordinals() : undefined);
    const before = groupSamples(older.#data, older.#stacks, grouping, isPaired ? this.#ordinals() : undefined);
    const areExact = this.#isExact && older.#isExact;
    const groups = new Map([...before, ...now].map(([key, { group }]) => [key, group]));
    return [...groups]
      .map(([key, group]) => {
        const { all: newTally, unmatched: births } = now.get(key) ?? emptySum(group);
        const { all: oldTally, unmatched: deaths } = before.get(key) ?? emptySum(group);
        const samplesDifference = newTally.samples - oldTally.samples;
        return new StatisticDiff({
          ...group,
          sizeBytes: newTally.bytes,
          sizeDifferenceBytes: births.bytes - deaths.bytes,
          standardErrorBytes: Math.sqrt(births.variance + deaths.variance),
          samples: newTally.samples,
          samplesDifference,
          count: areExact ? newTally.samples : null,
          countDifference: areExact ? samplesDifference : null,
          pairing: isPaired ? 'paired' : 'unpaired',
        });
      })
      .sort(byChange);
  }

  /**
   * Makes a snapshot of the traces that match an inclusive filter, if there is one, and no exclusive one.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  filter(filters: readonly Filter[]): Snapshot {
    if (!Array.isArray(filters) || !filters.every((one) => one instanceof Filter)) {
      throw invalidOption('filters', filters, 'a list of Filter objects');
    }
    return new Snapshot(selectSamples(this.#data, rowsThatPass(this.#data, this.#stacks, filters)));
  }

  /**
   * Writes a file that {@link Snapshot.load} reads, whole or not at all.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE`; or the system's error
   */
  dump(path: string): void {
    writeSnapshotFile(path, this.#data);
  }

  get #isExact(): boolean {
    return this.#data.sampleIntervalBytes === 1;
  }

  #ordinals(): ReadonlySet<number> {
    return new Set(this.#data.samples.ordinal);
  }

  #total(): Tally {
    return sumSamples(this.#data.samples, this.#data.sampleIntervalBytes);
  }
}

function checkedGrouping(groupBy: GroupBy, options: GroupingOptions): Grouping {
  oneOf(groupBy, GROUPINGS, 'groupBy');
  onlyKeys(options, ['cumulative'], 'options');
  const cumulative = flag(options.cumulative ?? false, 'cumulative');
  if (cumulative && groupBy === 'traceback') {
    throw invalidOption('cumulative', true, "false where groupBy is 'traceback': a traceback holds all its functions");
  }
  return { groupBy, cumulative };
}
