import type { SegmentTable } from './vlq-decoder.js';

/** The number of tables: a name may lie in the block before that of its place. */
const TABLES = 3;

/** A table and what it holds. */
interface Slot {
  key: string;
  table: SegmentTable;
  /** The part of the table that is filled. */
  filled: SegmentTable;
}

/** The latest decoded blocks of mappings, in a few tables that are filled again and again: as garbage they would pile up. */
export class SegmentTables {
  /** The slots, the latest asked for first. */
  readonly #slots: Slot[] = Array.from({ length: TABLES }, () => {
    const table = new Int32Array(0);
    return { key: '', table, filled: table };
  });

  /**
   * Returns the table kept under a key, or fills one.
   *
   * @param make gives the size that the table must have at least, and what fills it and returns the end of what it has
   *   filled; what the table has beyond is of earlier use
   */
  get(key: string, make: () => { capacity: number; fill: (table: SegmentTable) => number }): SegmentTable {
    const known = this.#slots.findIndex((slot) => slot.key === key);
    const [slot] = this.#slots.splice(known, 1);
    if (slot === undefined) throw new RangeError('there is always a slot');
    this.#slots.unshift(slot);
    if (known !== -1) return slot.filled;
    // Whatever fails now, the table does not hold what it held.
    slot.key = '';
    const { capacity, fill } = make();
    if (slot.table.length < capacity) slot.table = new Int32Array(capacity);
    slot.filled = slot.table.subarray(0, fill(slot.table));
    slot.key = key;
    return slot.filled;
  }
}
