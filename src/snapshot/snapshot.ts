import { invalidOption } from '../values/errors.js';
import { flag, oneOf, onlyKeys } from '../values/option-values.js';
import { addSample, emptyTally, sampleVariance, type Tally } from './estimate.js';
import { readSnapshotFile, writeSnapshotFile } from './file.js';
import { type Domain, Filter, passes } from './filter.js';
import { type Frame, UNKNOWN_FRAME } from './frame.js';
import { siteRows } from './frame-table.js';
import { type Group, type GroupBy, groupOf, GROUPINGS } from './group.js';
import { selectSamples, type SnapshotData } from './snapshot-data.js';
import { byChange, bySize, Statistic, StatisticDiff } from './statistic.js';
import { Traceback } from './traceback.js';

/** One sampled allocation. Compare Python's `tracemalloc.Trace`. */
export interface Trace {
  readonly domain: Domain;
  /** Bytes the sample stands for; the object's own size at an interval of 1. */
  readonly sizeBytes: number;
  readonly traceback: Traceback;
}

/** How statistics are made. */
export interface GroupingOptions {
  /** Counts an allocation at every function on its stack, once each, instead of at its site. @default false */
  cumulative?: boolean;
}

/**
 * What was live at one moment, by the stack that allocated it. A snapshot does not change; filters give new ones.
 * Compare Python's `tracemalloc.Snapshot`.
 */
export class Snapshot {
  readonly #data: SnapshotData;
  #siteRows: Int32Array | undefined;
  #tracebacks = new Map<number, Traceback>();

  /** @internal Use `takeSnapshot` or {@link Snapshot.load}. */
  constructor(data: SnapshotData) {
    this.#data = data;
  }

  /** Reads a file that {@link Snapshot.dump} wrote. @throws HeapgaugeError, or the system's error for the file */
  static load(path: string): Snapshot {
    return new Snapshot(readSnapshotFile(path));
  }

  /** @internal The tables, for what looks at samples one by one. */
  get data(): SnapshotData {
    return this.#data;
  }

  /** When it was taken. */
  get time(): Date {
    return new Date(this.#data.time);
  }

  /** Mean spacing of samples, bytes; 1 samples every allocation. */
  get sampleIntervalBytes(): number {
    return this.#data.sampleIntervalBytes;
  }

  /** Most frames kept of a stack. */
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
      traceback: this.#tracebackOf(samples.stack[row] ?? 0),
    }));
  }

  /**
   * The traces added up by site, file, package or whole traceback; most bytes first.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, also for cumulative tracebacks
   */
  statistics(groupBy: GroupBy, options: GroupingOptions = {}): Statistic[] {
    const cells = this.#cells(groupBy, options);
    return [...cells.values()]
      .map(
        ({ group, tally }) => new Statistic({ ...group, ...sizes(tally), count: this.#isExact ? tally.samples : null }),
      )
      .sort(bySize);
  }

  /**
   * How every group has changed since an older snapshot; the largest change first, growth or not.
   * Snapshots of one run of the profiler are compared sample by sample: what is in both adds no error.
   *
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  compareTo(older: Snapshot, groupBy: GroupBy, options: GroupingOptions = {}): StatisticDiff[] {
    if (!(older instanceof Snapshot)) throw invalidOption('older', older, 'a Snapshot');
    const isPaired = this.#data.run === older.#data.run;
    const now = this.#cells(groupBy, options, isPaired ? older.#ordinals() : undefined);
    const before = older.#cells(groupBy, options, isPaired ? this.#ordinals() : undefined);
    const areExact = this.#isExact && older.#isExact;
    const groups = new Map([...before, ...now].map(([key, { group }]) => [key, group]));
    return [...groups]
      .map(([key, group]) => {
        const { tally: newTally, unmatched: births } = now.get(key) ?? cell(group);
        const { tally: oldTally, unmatched: deaths } = before.get(key) ?? cell(group);
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

  /** A new snapshot with the traces that match an inclusive filter, if there is one, and no exclusive one. */
  filter(filters: readonly Filter[]): Snapshot {
    if (!Array.isArray(filters) || !filters.every((one) => one instanceof Filter)) {
      throw invalidOption('filters', filters, 'a list of Filter objects');
    }
    const { samples } = this.#data;
    const verdicts = new Map<number, boolean>();
    const rows: number[] = [];
    for (let row = 0; row < samples.count; row += 1) {
      const stack = samples.stack[row] ?? 0;
      let verdict = verdicts.get(stack);
      if (verdict === undefined) {
        verdict = passes(filters, {
          domain: 'heap',
          site: this.#siteOf(stack),
          frames: this.#tracebackOf(stack).frames,
        });
        verdicts.set(stack, verdict);
      }
      if (verdict) rows.push(row);
    }
    return new Snapshot(selectSamples(this.#data, rows));
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

  /** Adds up by group; `unmatched` holds the samples that the other snapshot has not. */
  #cells(groupBy: GroupBy, options: GroupingOptions, others?: ReadonlySet<number>): Map<string, Cell> {
    oneOf(groupBy, GROUPINGS, 'groupBy');
    onlyKeys(options, ['cumulative'], 'options');
    const cumulative = flag(options.cumulative ?? false, 'cumulative');
    if (cumulative && groupBy === 'traceback') {
      throw invalidOption(
        'cumulative',
        true,
        "false where groupBy is 'traceback': a traceback holds all its functions",
      );
    }
    const { samples, sampleIntervalBytes } = this.#data;
    const cells = new Map<string, Cell>();
    const cellsOfStack = new Map<number, readonly Cell[]>();
    for (let row = 0; row < samples.count; row += 1) {
      const stack = samples.stack[row] ?? 0;
      let ofStack = cellsOfStack.get(stack);
      if (ofStack === undefined) {
        ofStack = this.#groupsOf(stack, groupBy, cumulative).map((group) => cellOf(cells, group));
        cellsOfStack.set(stack, ofStack);
      }
      const weightBytes = samples.weightBytes[row] ?? 0;
      const variance = sampleVariance(weightBytes, sampleIntervalBytes);
      const isMatched = others?.has(samples.ordinal[row] ?? 0) ?? false;
      for (const { tally, unmatched } of ofStack) {
        addSample(tally, weightBytes, variance);
        if (!isMatched) addSample(unmatched, weightBytes, variance);
      }
    }
    return cells;
  }

  #groupsOf(stack: number, groupBy: GroupBy, cumulative: boolean): readonly Group[] {
    if (groupBy === 'traceback') {
      const traceback = this.#tracebackOf(stack);
      return [{ key: traceback.frames.map(({ site }) => site).join('\n'), traceback }];
    }
    if (!cumulative) return [groupOf(this.#siteOf(stack), groupBy)];
    const groups = this.#tracebackOf(stack).frames.map((frame) => groupOf(frame, groupBy));
    return [...new Map(groups.map((group) => [group.key, group])).values()];
  }

  #siteOf(stack: number): Frame {
    const { stacks, frames } = this.#data;
    this.#siteRows ??= siteRows(
      stacks,
      Array.from(stacks.frame, (row) => frames[row] ?? UNKNOWN_FRAME),
    );
    return frames[stacks.frame[this.#siteRows[stack] ?? 0] ?? 0] ?? UNKNOWN_FRAME;
  }

  #tracebackOf(stack: number): Traceback {
    const known = this.#tracebacks.get(stack);
    if (known !== undefined) return known;
    const { stacks, frames, stackDepth } = this.#data;
    const path: Frame[] = [];
    for (let row = stack; row >= 0; row = stacks.parent[row] ?? -1) {
      // V8's root stands above every stack; it is a frame only of what was allocated outside of any.
      if ((stacks.parent[row] ?? -1) >= 0 || row === stack) path.push(frames[stacks.frame[row] ?? 0] ?? UNKNOWN_FRAME);
    }
    const made = new Traceback(path.reverse(), path.length < stackDepth ? path.length : null);
    this.#tracebacks.set(stack, made);
    return made;
  }

  #ordinals(): ReadonlySet<number> {
    return new Set(this.#data.samples.ordinal);
  }

  #total(): Tally {
    const { samples, sampleIntervalBytes } = this.#data;
    const total = emptyTally();
    for (const weight of samples.weightBytes) addSample(total, weight, sampleVariance(weight, sampleIntervalBytes));
    return total;
  }
}

interface Cell {
  readonly group: Group;
  readonly tally: Tally;
  readonly unmatched: Tally;
}

function cellOf(cells: Map<string, Cell>, group: Group): Cell {
  const known = cells.get(group.key);
  if (known !== undefined) return known;
  const made = cell(group);
  cells.set(group.key, made);
  return made;
}

function cell(group: Group): Cell {
  return { group, tally: emptyTally(), unmatched: emptyTally() };
}

function sizes({ bytes, variance, samples }: Tally): {
  sizeBytes: number;
  standardErrorBytes: number;
  samples: number;
} {
  return { sizeBytes: bytes, standardErrorBytes: Math.sqrt(variance), samples };
}
