/** The rows of a store's samples, sorted by the series, or the row of a call tree, that they belong to. */
export class RowsBySeries {
  readonly #rows: Int32Array;
  readonly #ends: Int32Array;

  /**
   * Takes over rows that are sorted already.
   *
   * @param rows the rows of the first series, then those of the second, and so on
   * @param ends where the rows of each series end
   */
  constructor(rows: Int32Array, ends: Int32Array) {
    this.#rows = rows;
    this.#ends = ends;
  }

  /** All rows, those of the first series first. */
  get all(): Int32Array {
    return this.#rows;
  }

  /** Gives the rows of the series that has this index. */
  of(series: number): Int32Array {
    return this.#rows.subarray(this.beginOf(series), this.#ends[series] ?? 0);
  }

  /** Gives the number of rows of a series. */
  countOf(series: number): number {
    return (this.#ends[series] ?? 0) - this.beginOf(series);
  }

  /** Gives the number of rows that lie before those of a series. */
  beginOf(series: number): number {
    return this.#ends[series - 1] ?? 0;
  }
}
