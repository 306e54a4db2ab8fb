import { OrdinalIndex } from './ordinal-index.js';
import { RowsBySeries } from './rows-by-series.js';

/** The data that is stored of one live sample when it is first seen. */
export interface NewSample {
  readonly ordinal: number;
  /** Index of its site's series. */
  readonly series: number;
  /** Row of the call tree of the read that first listed it. */
  readonly node: number;
  readonly weightBytes: number;
  readonly variance: number;
  /** End of the read that first listed it, monotonic seconds. */
  readonly seenSeconds: number;
  /** Number of the read that first listed it, from 1. */
  readonly read: number;
}

/** The samples that a read lists, as far as the store needs them. */
export interface ListedSamples {
  readonly count: number;
  readonly ordinal: Float64Array;
  readonly weightBytes: Float64Array;
  /** Row of the call tree of this read. */
  readonly node: Uint32Array;
}

/** The samples of a read, divided into those that are stored already and those that are new. */
export interface MatchedSamples {
  /** Rows of the store that hold the known samples. */
  readonly knownRows: Int32Array;
  /** Rows of the read's table that hold the same samples, in the same order. */
  readonly knownListed: Int32Array;
  /** Rows of the read's table that hold the new samples. */
  readonly newRows: Int32Array;
}

const FIRST_CAPACITY = 1024;

/** Where fewer of its rows than this share hold a sample, the store is made smaller. */
const LEAST_USE: number = 1 / 4;

/** Stands in the column of reads where a row is free. */
const FREE = 0;

/** Stands in the column of ordinals where a row holds what a dead sample has left to its heir. */
const LEFT_BEHIND = -1;

/** Stands in the column of checkpoints where none has found the sample retained. */
const UNCONFIRMED = -1;

/** What a sample has taken over from those whose place it took. */
interface Inheritance {
  /** The bytes that the sample stands for, those that it took over among them. */
  readonly wholeBytes: number;
  readonly wholeVariance: number;
  /** The rows that hold what it took over, each since its own checkpoint. */
  readonly rows: readonly number[];
}

/**
 * Live samples in typed arrays, some 60 bytes each and another 15 for finding them by ordinal. Every read goes through
 * tens of thousands of them: as objects they would take ten times as long.
 */
export class SampleStore {
  readonly #index = new OrdinalIndex();
  /** What samples have taken over, by the ordinal of the heir. */
  readonly #inherited = new Map<number, Inheritance>();
  #count = 0;
  #freeRows: number[] = [];
  #capacity = 0;
  #end = 0;
  #highestOrdinal = 0;
  #ordinal: Float64Array = new Float64Array(0);
  #weightBytes: Float64Array = new Float64Array(0);
  #variance: Float64Array = new Float64Array(0);
  #seenSeconds: Float64Array = new Float64Array(0);
  #series: Int32Array = new Int32Array(0);
  #checkpoint: Int32Array = new Int32Array(0);
  #read: Int32Array = new Int32Array(0);
  #node: Int32Array = new Int32Array(0);

  /** The number of rows that there is room for. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Gives the row that holds a sample, if one does. */
  rowOf(ordinal: number): number | undefined {
    return this.#index.find(ordinal, this.#ordinal);
  }

  weightBytes(row: number): number {
    return this.#weightBytes[row] ?? 0;
  }

  variance(row: number): number {
    return this.#variance[row] ?? 0;
  }

  ordinal(row: number): number {
    return this.#ordinal[row] ?? 0;
  }

  /** Gives the index of the series that the sample in a row belongs to. */
  series(row: number): number {
    return this.#series[row] ?? 0;
  }

  /** Gives the row of the call tree of the latest read that the sample in a row was allocated at. */
  node(row: number): number {
    return this.#node[row] ?? 0;
  }

  /** Gives the number of the checkpoint that found the sample in a row retained, if one has. */
  confirmedBy(row: number): number | undefined {
    const checkpoint = this.#checkpoint[row] ?? UNCONFIRMED;
    return checkpoint === UNCONFIRMED ? undefined : checkpoint;
  }

  /** Gives the end of the read that first listed the sample in a row, monotonic seconds. */
  seenSeconds(row: number): number {
    return this.#seenSeconds[row] ?? 0;
  }

  /** Says whether only a major collection can take a sample that was live: it was retained, or seen before this time. */
  isTenured(row: number, tenuredSeconds: number): boolean {
    return this.confirmedBy(row) !== undefined || this.seenSeconds(row) < tenuredSeconds;
  }

  /**
   * Finds the samples of a read that are stored already. Gives `undefined` where the read is of another run of the
   * profiler: ordinals only rise within a run, so one that is not above the highest known and is not stored is of
   * another.
   */
  match({ count, ordinal, weightBytes }: ListedSamples): MatchedSamples | undefined {
    const [knownRows, knownListed, newRows] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
    let known = 0;
    for (let n = 0; n < count; n += 1) {
      const itsOrdinal = ordinal[n] ?? 0;
      if (itsOrdinal > this.#highestOrdinal) {
        newRows[n - known] = n;
        continue;
      }
      const row = this.rowOf(itsOrdinal);
      if (row === undefined || this.wholeBytes(row) !== weightBytes[n]) return undefined;
      knownRows[known] = row;
      knownListed[known] = n;
      known += 1;
    }
    return {
      knownRows: knownRows.subarray(0, known),
      knownListed: knownListed.subarray(0, known),
      newRows: newRows.subarray(0, count - known),
    };
  }

  /** Stores a sample that the present read lists for the first time, and gives its row. */
  add(sample: NewSample): number {
    const row = this.#freeRows.pop() ?? this.#end++;
    if (row >= this.#capacity) this.#grow();
    this.#ordinal[row] = sample.ordinal;
    this.#series[row] = sample.series;
    this.#weightBytes[row] = sample.weightBytes;
    this.#variance[row] = sample.variance;
    this.#seenSeconds[row] = sample.seenSeconds;
    this.#checkpoint[row] = UNCONFIRMED;
    this.#read[row] = sample.read;
    this.#node[row] = sample.node;
    this.#index.add(row, this.#ordinal);
    this.#count += 1;
    this.#highestOrdinal = Math.max(this.#highestOrdinal, sample.ordinal);
    return row;
  }

  /** Notes that a read has listed the samples in these rows. */
  markSeen(rows: Iterable<number>, read: number): void {
    for (const row of rows) this.#read[row] = read;
    for (const [ordinal, { rows: taken }] of this.#inherited) {
      const heir = this.rowOf(ordinal) ?? 0;
      for (const row of taken) this.#read[row] = this.#read[heir] ?? FREE;
    }
  }

  /** Notes where the call tree of a read, whose rows are others in each read, has the samples that were known. */
  moveTo(node: Uint32Array, { knownRows, knownListed }: MatchedSamples): void {
    for (let n = 0; n < knownRows.length; n += 1) {
      this.#node[knownRows[n] ?? 0] = node[knownListed[n] ?? 0] ?? 0;
    }
    for (const [ordinal, { rows }] of this.#inherited) {
      const heir = this.rowOf(ordinal) ?? 0;
      for (const row of rows) this.#node[row] = this.#node[heir] ?? 0;
    }
  }

  /** Gives the bytes that a sample stands for, those that it took over among them. */
  wholeBytes(row: number): number {
    return this.#inherited.get(this.ordinal(row))?.wholeBytes ?? this.weightBytes(row);
  }

  /** Says whether a row holds what a dead sample has left to its heir, and no sample of its own. */
  isLeftBehind(row: number): boolean {
    return this.#ordinal[row] === LEFT_BEHIND;
  }

  /** Says whether all or some of what a sample stands for has been found retained. */
  isRetained(row: number): boolean {
    return this.#checkpoint[row] !== UNCONFIRMED || this.#inherited.has(this.ordinal(row));
  }

  /**
   * Has a sample take the place of a dead one: what the dead one stood for stays, since when it was there, for as long as
   * the heir lives, and the heir's own row counts only for what it has more.
   */
  inherit(dead: number, heir: number, read: number): void {
    const [from, to] = [this.ordinal(dead), this.ordinal(heir)];
    const [wholeBytes, wholeVariance] = [this.weightBytes(heir), this.variance(heir)];
    const left = this.#inherited.get(from)?.rows ?? [];
    const rows = [...left, dead];
    this.#weightBytes[heir] = wholeBytes - this.wholeBytes(dead);
    this.#variance[heir] = Math.max(
      0,
      wholeVariance - (this.#inherited.get(from)?.wholeVariance ?? this.variance(dead)),
    );
    this.#inherited.delete(from);
    this.#inherited.set(to, { wholeBytes, wholeVariance, rows });
    this.#ordinal[dead] = LEFT_BEHIND;
    for (const row of rows) {
      this.#read[row] = read;
      this.#node[row] = this.node(heir);
      this.#series[row] = this.series(heir);
    }
  }

  /** Gives the rows of the samples that a read has not listed, and of what they took over. */
  *unseen(read: number): Generator<number> {
    for (let row = 0; row < this.#end; row += 1) {
      if (this.#read[row] !== FREE && this.#read[row] !== read) yield row;
    }
  }

  /** Gives the rows of the samples of some series that a read has listed and that are not known to be retained. */
  *newIn(read: number, series: { has(index: number): boolean }): Generator<number> {
    for (let row = 0; row < this.#end; row += 1) {
      if (this.#checkpoint[row] !== UNCONFIRMED || this.#read[row] !== read) continue;
      if (series.has(this.#series[row] ?? 0) && !this.#inherited.has(this.ordinal(row))) yield row;
    }
  }

  /** Removes the samples that a read has not listed. The others may lie in other rows afterwards. */
  removeUnseen(read: number): void {
    let removed = 0;
    for (const row of this.unseen(read)) {
      this.#inherited.delete(this.ordinal(row));
      this.#read[row] = FREE;
      this.#freeRows.push(row);
      removed += 1;
    }
    if (removed === 0) return;
    this.#count -= removed;
    if (this.#capacity > FIRST_CAPACITY && this.#count < LEAST_USE * this.#capacity) this.#compact();
    this.#index.clear(this.#count);
    for (let row = 0; row < this.#end; row += 1) {
      if (this.#read[row] !== FREE && !this.isLeftBehind(row)) this.#index.add(row, this.#ordinal);
    }
  }

  /** Gives the samples in these rows to another series. */
  reassign(rows: Iterable<number>, series: number): void {
    for (const row of rows) this.#series[row] = series;
  }

  /** Notes the checkpoint that found retained what was first seen by then. */
  confirm(checkpoint: { readonly number: number; readonly seconds: number }): void {
    for (let row = 0; row < this.#end; row += 1) {
      if (this.#checkpoint[row] === UNCONFIRMED && (this.#seenSeconds[row] ?? 0) <= checkpoint.seconds)
        this.#checkpoint[row] = checkpoint.number;
    }
  }

  /** Sorts the rows that hold samples by series. @param end one above the highest index of a series */
  bySeries(end: number): RowsBySeries {
    return this.#sortedBy(this.#series, end, FREE);
  }

  /**
   * Sorts the rows whose samples have been found retained by their row of the call tree.
   *
   * @param end the number of rows of the call tree
   */
  retainedByNode(end: number): RowsBySeries {
    return this.#sortedBy(this.#node, end, UNCONFIRMED);
  }

  /** Sorts rows by one of their columns: all that are in use, or only those of samples that were found retained. */
  #sortedBy(column: Int32Array, end: number, leftOut: typeof FREE | typeof UNCONFIRMED): RowsBySeries {
    // Counting sort: first how many each value has, then where its rows begin, which moves on to where they end.
    const [read, checkpoint] = [this.#read, this.#checkpoint];
    const ends = new Int32Array(end);
    const isLeftOut = (row: number): boolean =>
      read[row] === FREE || (leftOut === UNCONFIRMED && checkpoint[row] === UNCONFIRMED);
    for (let row = 0; row < this.#end; row += 1) {
      const owner = column[row] ?? 0;
      if (!isLeftOut(row)) ends[owner] = (ends[owner] ?? 0) + 1;
    }
    let begin = 0;
    for (let n = 0; n < end; n += 1) {
      const count = ends[n] ?? 0;
      ends[n] = begin;
      begin += count;
    }
    const rows = new Int32Array(begin);
    for (let row = 0; row < this.#end; row += 1) {
      if (isLeftOut(row)) continue;
      const owner = column[row] ?? 0;
      const at = ends[owner] ?? 0;
      rows[at] = row;
      ends[owner] = at + 1;
    }
    return new RowsBySeries(rows, ends);
  }

  #grow(): void {
    this.#resize(Math.max(FIRST_CAPACITY, 2 * this.#capacity));
  }

  /** Moves all samples into the first rows, and gives back the memory of the others. */
  #compact(): void {
    let end = 0;
    const moved = new Map<number, number>();
    for (let row = 0; row < this.#end; row += 1) {
      if (this.#read[row] === FREE) continue;
      if (row !== end) this.#move(row, end);
      if (this.isLeftBehind(end)) moved.set(row, end);
      end += 1;
    }
    for (const [ordinal, taken] of this.#inherited)
      this.#inherited.set(ordinal, { ...taken, rows: taken.rows.map((row) => moved.get(row) ?? row) });
    this.#end = end;
    this.#freeRows = [];
    this.#resize(Math.max(FIRST_CAPACITY, 2 * end));
  }

  #move(from: number, to: number): void {
    for (const column of [this.#ordinal, this.#weightBytes, this.#variance, this.#seenSeconds]) {
      column[to] = column[from] ?? 0;
    }
    for (const column of [this.#series, this.#checkpoint, this.#read, this.#node]) column[to] = column[from] ?? 0;
  }

  #resize(capacity: number): void {
    this.#capacity = capacity;
    const resized = <T extends Float64Array | Int32Array>(array: T, copy: T): T => {
      copy.set(array.subarray(0, copy.length));
      return copy;
    };
    const doubles = (array: Float64Array): Float64Array => resized(array, new Float64Array(capacity));
    const integers = (array: Int32Array): Int32Array => resized(array, new Int32Array(capacity));
    this.#ordinal = doubles(this.#ordinal);
    this.#weightBytes = doubles(this.#weightBytes);
    this.#variance = doubles(this.#variance);
    this.#seenSeconds = doubles(this.#seenSeconds);
    this.#series = integers(this.#series);
    this.#checkpoint = integers(this.#checkpoint);
    this.#read = integers(this.#read);
    this.#node = integers(this.#node);
  }
}
