/** What is kept of one live sample. */
export interface StoredSample {
  readonly ordinal: number;
  /** Number of its site's account. */
  readonly account: number;
  readonly weightBytes: number;
  readonly variance: number;
  /** End of the read that first listed it, monotonic seconds. */
  readonly seenSeconds: number;
  /** Number of the mark that found it retained, −1 before. */
  readonly confirmed: number;
  /** Number of the latest read that listed it, from 1. */
  readonly read: number;
}

/** Rows of a store by account: `rows` from `ends[account − 1]` to `ends[account]` are the account's. */
export interface RowsBySeries {
  readonly rows: Int32Array;
  readonly ends: Int32Array;
}

const FIRST_CAPACITY = 1024;

/**
 * Live samples in typed arrays, some 50 bytes each and another 40 for finding them by ordinal. Ten thousands of them are
 * looked through with every read: as objects they would take ten times as long.
 */
export class SampleStore {
  #capacity = 0;
  #end = 0;
  #free: number[] = [];
  readonly #rows = new Map<number, number>();
  #ordinal: Float64Array = new Float64Array(0);
  weightBytes: Float64Array = new Float64Array(0);
  variance: Float64Array = new Float64Array(0);
  seenSeconds: Float64Array = new Float64Array(0);
  account: Int32Array = new Int32Array(0);
  confirmed: Int32Array = new Int32Array(0);
  /** 0 for a row that is free. */
  read: Int32Array = new Int32Array(0);

  /** Rows in use and free ones between them. */
  get end(): number {
    return this.#end;
  }

  /** The sample's row, −1 where it is not there. */
  rowOf(ordinal: number): number {
    return this.#rows.get(keyOf(ordinal)) ?? -1;
  }

  add(sample: StoredSample): number {
    const row = this.#free.pop() ?? this.#end++;
    if (row >= this.#capacity) this.#grow();
    this.#ordinal[row] = sample.ordinal;
    this.account[row] = sample.account;
    this.weightBytes[row] = sample.weightBytes;
    this.variance[row] = sample.variance;
    this.seenSeconds[row] = sample.seenSeconds;
    this.confirmed[row] = sample.confirmed;
    this.read[row] = sample.read;
    this.#rows.set(keyOf(sample.ordinal), row);
    return row;
  }

  remove(row: number): void {
    this.#rows.delete(keyOf(this.#ordinal[row] ?? 0));
    this.read[row] = 0;
    this.#free.push(row);
  }

  /** Sorts the rows in use by account. @param accounts one above the highest number of an account */
  byAccount(accounts: number): RowsBySeries {
    // Counting sort: first how many each account has, then where its rows begin, which moves on to where they end.
    const ends = new Int32Array(accounts);
    const { account, read } = this;
    for (let row = 0; row < this.#end; row += 1) {
      const owner = account[row] ?? 0;
      if (read[row] !== 0) ends[owner] = (ends[owner] ?? 0) + 1;
    }
    let begin = 0;
    for (let n = 0; n < accounts; n += 1) {
      const count = ends[n] ?? 0;
      ends[n] = begin;
      begin += count;
    }
    const rows = new Int32Array(begin);
    for (let row = 0; row < this.#end; row += 1) {
      if (read[row] === 0) continue;
      const owner = account[row] ?? 0;
      const at = ends[owner] ?? 0;
      rows[at] = row;
      ends[owner] = at + 1;
    }
    return { rows, ends };
  }

  #grow(): void {
    this.#capacity = Math.max(FIRST_CAPACITY, 2 * this.#capacity);
    const grown = <T extends Float64Array | Int32Array>(array: T, copy: T): T => {
      copy.set(array);
      return copy;
    };
    const doubles = (array: Float64Array): Float64Array => grown(array, new Float64Array(this.#capacity));
    const integers = (array: Int32Array): Int32Array => grown(array, new Int32Array(this.#capacity));
    this.#ordinal = doubles(this.#ordinal);
    this.weightBytes = doubles(this.weightBytes);
    this.variance = doubles(this.variance);
    this.seenSeconds = doubles(this.seenSeconds);
    this.account = integers(this.account);
    this.confirmed = integers(this.confirmed);
    this.read = integers(this.read);
  }
}

/** The same number, as the small integer that V8 looks up twice as fast where it is one. */
function keyOf(ordinal: number): number {
  return ordinal < 2 ** 30 ? ordinal | 0 : ordinal;
}
