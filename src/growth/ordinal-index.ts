/** Stands where a place of the table is free. */
const FREE = -1;

/** The least places of the table. */
const LEAST_PLACES = 2048;

/**
 * Finds the row of a sample by its ordinal: a hash table of nothing but row numbers, as the rows themselves have the
 * ordinals. It is asked for every sample of every read, and takes a quarter of the time and memory of a `Map`.
 */
export class OrdinalIndex {
  #rows = new Int32Array(LEAST_PLACES).fill(FREE);
  #shift = shiftFor(LEAST_PLACES);
  #count = 0;

  /** Gives the row that holds an ordinal, `undefined` where none does. */
  find(ordinal: number, ordinals: Float64Array): number | undefined {
    const rows = this.#rows;
    for (let place = this.#placeOf(ordinal); ; place = (place + 1) & (rows.length - 1)) {
      const row = rows[place] ?? FREE;
      if (row === FREE) return undefined;
      if (ordinals[row] === ordinal) return row;
    }
  }

  /** Adds a row, whose ordinal no other has. */
  add(row: number, ordinals: Float64Array): void {
    if (2 * (this.#count + 1) > this.#rows.length) this.#grow(ordinals);
    this.#put(row, ordinals);
    this.#count += 1;
  }

  /** Begins anew with room for so many rows. */
  clear(count: number): void {
    const places = Math.max(LEAST_PLACES, 2 ** Math.ceil(Math.log2(3 * count + 1)));
    if (places === this.#rows.length) this.#rows.fill(FREE);
    else this.#rows = new Int32Array(places).fill(FREE);
    this.#shift = shiftFor(places);
    this.#count = 0;
  }

  #put(row: number, ordinals: Float64Array): void {
    const rows = this.#rows;
    let place = this.#placeOf(ordinals[row] ?? 0);
    while (rows[place] !== FREE) place = (place + 1) & (rows.length - 1);
    rows[place] = row;
  }

  #grow(ordinals: Float64Array): void {
    const before = this.#rows;
    this.#rows = new Int32Array(2 * before.length).fill(FREE);
    this.#shift = shiftFor(this.#rows.length);
    for (const row of before) if (row !== FREE) this.#put(row, ordinals);
  }

  /** Spreads ordinals, which come in a row, over the table: Knuth's multiplicative hash. */
  #placeOf(ordinal: number): number {
    return Math.imul(ordinal | 0, 0x9e3779b1) >>> this.#shift;
  }
}

function shiftFor(places: number): number {
  return 32 - Math.log2(places);
}
