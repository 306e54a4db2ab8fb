import type { Allowance } from './allowance.js';
import { BlockWriter } from './block-writer.js';
import { lastAtMost } from './last-at-most.js';
import { PackedBlocks } from './packed-blocks.js';
import type { SegmentTables } from './segment-tables.js';
import { FIELDS, mappingsIn, type SegmentTable, VlqDecoder } from './vlq-decoder.js';

/**
 * Takes one mapping: a column of the script, the index of the source, or −1, the line and the column in it, and the index of
 * the name, or −1. Lines and columns count from 0.
 */
export type TakeSegment = (
  column: number,
  source: number,
  sourceLine: number,
  sourceColumn: number,
  name: number,
) => void;

/** The most mappings that are put in order on a line where they are not. */
const MOST_UNSORTED = 100_000;

/** The mappings of a source map, held as they are encoded, and decoded by blocks. */
export class Mappings {
  readonly #blocks: PackedBlocks;
  readonly #writer: BlockWriter;
  readonly #decoder = new VlqDecoder();
  /** What the decoder had reached at the start of each block. */
  readonly #starts: Array<ReturnType<VlqDecoder['state']>> = [];
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];

  constructor(allowance: Allowance) {
    this.#blocks = new PackedBlocks(allowance);
    this.#writer = new BlockWriter(
      (bytes) => Math.max(bytes.lastIndexOf(','), bytes.lastIndexOf(';')) + 1,
      (block) => {
        allowance.take(150);
        const start = this.#decoder.state();
        this.#starts.push(start);
        this.#lines.push(start.line);
        this.#columns.push(start.column);
        this.#decoder.pass(block);
        this.#blocks.add(block);
      },
    );
  }

  /** Appends the encoded mappings piece by piece. Throws where they cannot be decoded. */
  add(piece: Uint8Array): void {
    this.#writer.add(piece);
  }

  /** Finishes the mappings. */
  end(): void {
    this.#writer.end();
  }

  /**
   * Gives the last mappings of a line that are not after a column, from right to left.
   *
   * @param most the number of mappings wanted
   * @param unpacked holds the blocks asked for latest
   * @returns the number of mappings given
   */
  backwards(
    { line, column, most }: { line: number; column: number; most: number },
    unpacked: SegmentTables,
    take: TakeSegment,
  ): number {
    return this.#decoder.isSorted
      ? this.#visit({ line, column, most }, unpacked, take)
      : this.#visitUnsorted({ line, column, most }, unpacked, take);
  }

  #visit(
    { line, column, most, from = column }: { line: number; column: number; most: number; from?: number },
    unpacked: SegmentTables,
    take: TakeSegment,
  ): number {
    let count = 0;
    for (let block = lastAtMost(this.#lines, this.#columns, line, from); block >= 0; block -= 1) {
      const table = this.#decoded(block, unpacked);
      for (let at = table.length - FIELDS; at >= 0 && count < most; at -= FIELDS) {
        const [segmentLine = 0, segmentColumn = 0] = [table[at], table[at + 1]];
        if (segmentLine < line) break;
        if (segmentLine > line || segmentColumn > column) continue;
        take(segmentColumn, table[at + 2] ?? -1, table[at + 3] ?? 0, table[at + 4] ?? 0, table[at + 5] ?? -1);
        count += 1;
      }
      if (count >= most || (this.#lines[block] ?? 0) < line) break;
    }
    return count;
  }

  /** Does the same where the mappings of a line do not stand in order. */
  #visitUnsorted(
    { line, column, most }: { line: number; column: number; most: number },
    unpacked: SegmentTables,
    take: TakeSegment,
  ): number {
    const all: Array<Parameters<TakeSegment>> = [];
    const everywhere = { line, column, most: MOST_UNSORTED, from: Infinity };
    this.#visit(everywhere, unpacked, (...segment) => all.push(segment));
    // Of the mappings of a very long line only some have been seen, and the last may not be among them.
    if (all.length === MOST_UNSORTED) return 0;
    // Those of one column keep their order, as sorting is stable and they come from right to left.
    const wanted = all.sort(([a], [b]) => b - a).slice(0, most);
    for (const segment of wanted) take(...segment);
    return wanted.length;
  }

  #decoded(block: number, unpacked: SegmentTables): SegmentTable {
    return unpacked.get(`${this.#blocks.id}:${block}`, () => {
      const bytes = this.#blocks.at(block);
      const decoder = new VlqDecoder(this.#starts[block]);
      return { capacity: FIELDS * mappingsIn(bytes), fill: (table) => decoder.decode(bytes, table) };
    });
  }
}
