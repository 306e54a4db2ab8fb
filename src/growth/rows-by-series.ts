/** The rows of a store's samples, sorted by the series that they belong to. */
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

  /** Gives the rows of the series that has this index. */
  of(series: number): Int32Array {
    return this.#rows.subarray(this.#ends[series - 1] ?? 0, this.#ends[series] ?? 0);
  }

  /** Gives the number of rows of a series. */
  countOf(series: number): number {
    return (this.#ends[series] ?? 0) - (this.#ends[series - 1] ?? 0);
  }
}
