import type { Allowance } from './allowance.js';
import { BlockWriter } from './block-writer.js';
import type { BoundedCache } from './bounded-cache.js';
import { PackedBlocks } from './packed-blocks.js';

/** The texts of one block. */
export type Texts = readonly unknown[];

/** A list of texts that takes little memory, written once from front to back. */
export class TextList {
  readonly #blocks: PackedBlocks;
  /** The index of the first text of each block, and of the first that is in none yet. */
  readonly #first: number[] = [0];
  readonly #writer: BlockWriter;
  #count = 0;

  constructor(allowance: Allowance) {
    this.#blocks = new PackedBlocks(allowance);
    this.#writer = new BlockWriter(
      // Only whole texts are added, so a block may always be cut at its end.
      (bytes) => bytes.length,
      (block) => {
        this.#blocks.add(block);
        this.#first.push(this.#count);
      },
    );
  }

  get count(): number {
    return this.#count;
  }

  /** Appends a text. @param json the text as JSON, or `null` */
  add(json: Uint8Array): void {
    this.#count += 1;
    this.#writer.add(Buffer.concat([json, COMMA]));
  }

  /** Finishes the list. */
  end(): void {
    this.#writer.end();
  }

  /** Returns the text at an index, or `undefined` where there is none. @param unpacked holds the texts of latest blocks */
  at(index: number, unpacked: BoundedCache<Texts>): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    let [low, high] = [0, this.#blocks.count];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#first[middle] ?? 0) > index) high = middle;
      else low = middle;
    }
    const texts = unpacked.get(`${this.#blocks.id}:${low}`, () => {
      const json = this.#blocks.at(low).toString('utf8');
      return { value: JSON.parse(`[${json.slice(0, -1)}]`) as Texts, weight: 4 * json.length };
    });
    const text = texts[index - (this.#first[low] ?? 0)];
    return typeof text === 'string' ? text : undefined;
  }
}

const COMMA = Buffer.from(',');
