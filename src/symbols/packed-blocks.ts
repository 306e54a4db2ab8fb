import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Allowance } from './allowance.js';

/** The size of the blocks that a large text is cut into. */
export const BLOCK_BYTES: number = 16 * 2 ** 10;

/** The memory of one block besides its bytes: the buffer's objects, measured on Node 20. */
const BYTES_A_BLOCK = 250;

let latestId = 0;

/**
 * Holds a text as blocks of bytes of which any one can be had again. Only texts of one block are held as they are: those
 * of a large bundle take a third of their size.
 */
export class PackedBlocks {
  /** A number that no other has, for the keys of caches. */
  readonly id: number = (latestId += 1);
  readonly #allowance: Allowance;
  readonly #blocks: Array<{ readonly bytes: Buffer; readonly isDeflated: boolean }> = [];

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  get count(): number {
    return this.#blocks.length;
  }

  /** Copies a block to the end. */
  add(block: Uint8Array): void {
    const isDeflated = block.length >= BLOCK_BYTES / 2;
    const packed = isDeflated ? deflateRawSync(block, { level: 1 }) : block;
    this.#allowance.take(packed.length + BYTES_A_BLOCK);
    // A copy, as what deflates returns a part of a larger buffer.
    const bytes = Buffer.allocUnsafeSlow(packed.length);
    bytes.set(packed);
    this.#blocks.push({ bytes, isDeflated });
  }

  /** Returns the bytes of a block, none where there is no such block. */
  at(index: number): Buffer {
    const block = this.#blocks[index];
    if (block === undefined) return Buffer.alloc(0);
    return block.isDeflated ? inflateRawSync(block.bytes, { chunkSize: 2 * BLOCK_BYTES }) : block.bytes;
  }
}
