import type { Allowance } from './allowance.js';
import { BlockWriter } from './block-writer.js';
import type { BoundedCache } from './bounded-cache.js';
import { lastAtMost } from './last-at-most.js';
import { PackedBlocks } from './packed-blocks.js';

/** The text of a script, of which parts of lines are read, however long the lines are. */
export class ScriptText {
  readonly #blocks: PackedBlocks;
  /** The line, and the column in it, at which each block starts; both count from 0, in UTF-16 as V8's do. */
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];

  /** Reads the text piece by piece. Throws what the allowance throws. */
  constructor(chunks: Iterable<Buffer>, allowance: Allowance) {
    this.#blocks = new PackedBlocks(allowance);
    let [line, column] = [0, 0];
    const writer = new BlockWriter(startOfLastCharacter, (block) => {
      allowance.take(16);
      this.#lines.push(line);
      this.#columns.push(column);
      this.#blocks.add(block);
      const text = block.toString('utf8');
      const lineStart = text.lastIndexOf('\n') + 1;
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) line += 1;
      column = lineStart === 0 ? column + text.length : text.length - lineStart;
    });
    for (const chunk of chunks) writer.add(chunk);
    writer.end();
  }

  /** Returns a line's text between two columns, all counted from 0. @param unpacked holds the latest blocks */
  between(line: number, from: number, to: number, unpacked: BoundedCache<string>): string {
    let block = lastAtMost(this.#lines, this.#columns, line, from);
    const [blockLine = 0, blockColumn = 0] = [this.#lines[block], this.#columns[block]];
    let text = this.#unpacked(block, unpacked);
    let start = 0;
    for (let passed = blockLine; passed < line; passed += 1) {
      const end = text.indexOf('\n', start);
      if (end === -1) return '';
      start = end + 1;
    }
    const lineColumn = blockLine < line ? 0 : blockColumn;
    text = text.slice(start);
    while (!text.includes('\n') && lineColumn + text.length < to && block + 1 < this.#blocks.count) {
      block += 1;
      text += this.#unpacked(block, unpacked);
    }
    const end = text.indexOf('\n');
    return (end === -1 ? text : text.slice(0, end)).slice(from - lineColumn, to - lineColumn);
  }

  #unpacked(block: number, unpacked: BoundedCache<string>): string {
    return unpacked.get(`${this.#blocks.id}:${block}`, () => {
      const value = this.#blocks.at(block).toString('utf8');
      return { value, weight: 2 * value.length };
    });
  }
}

/** Finds the place before the last character, as its bytes may not all be there yet. */
function startOfLastCharacter(bytes: Buffer): number {
  let at = bytes.length - 1;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
