import { BLOCK_BYTES } from './packed-blocks.js';

/** The size of the longest part that is not cut, such as one mapping. */
const LONGEST_PART_BYTES = 2 ** 20;

/** Gathers the pieces of a text until a block is full, and cuts it where it may be cut. */
export class BlockWriter {
  readonly #endOfBlock: (bytes: Buffer) => number;
  readonly #write: (block: Buffer) => void;
  #open = Buffer.allocUnsafe(1024);
  #length = 0;

  /**
   * Begins without text.
   *
   * @param endOfBlock finds the last place at which some bytes may be cut, and returns 0 where there is none
   * @param write takes each block; the bytes are the writer's and must be copied
   */
  constructor(endOfBlock: (bytes: Buffer) => number, write: (block: Buffer) => void) {
    this.#endOfBlock = endOfBlock;
    this.#write = write;
  }

  /** Appends a piece. Throws what `write` throws, or an error where no place to cut comes for long. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#open.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#open.length));
      larger.set(this.#open.subarray(0, this.#length));
      this.#open = larger;
    }
    this.#open.set(piece, this.#length);
    this.#length = length;
    if (length >= BLOCK_BYTES) this.#cut();
  }

  /** Writes what is left. */
  end(): void {
    if (this.#length > 0) this.#write(this.#open.subarray(0, this.#length));
    this.#length = 0;
  }

  #cut(): void {
    const bytes = this.#open.subarray(0, this.#length);
    const end = this.#endOfBlock(bytes);
    if (end === 0) {
      if (this.#length > LONGEST_PART_BYTES) throw new Error('it has a part that is too long');
      return;
    }
    this.#write(bytes.subarray(0, end));
    this.#open.copyWithin(0, end, this.#length);
    this.#length -= end;
  }
}
