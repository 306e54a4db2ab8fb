import { readSync } from 'node:fs';
import type { OpenFile } from '../values/read-file.js';
import { TooMuchError } from './allowance.js';

/** The size of the pieces in which files are read; a multiple of four, so that each piece of Base64 is whole. */
export const CHUNK_BYTES: number = 16 * 2 ** 10;

/** Says whether reading has taken longer than it may. */
export type IsLate = () => boolean;

/**
 * Reads a part of a file piece by piece; each piece is overwritten by the next. Throws where the file has become shorter,
 * and where it is late.
 */
export function* fileChunks(
  file: OpenFile,
  from: number,
  to: number,
  isLate: IsLate,
  chunkBytes: number = CHUNK_BYTES,
): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(0, to - from)));
  for (let at = from; at < to; at += buffer.length) {
    if (isLate()) throw new TooMuchError('it takes too long to read');
    yield readAt(file, buffer.subarray(0, Math.min(buffer.length, to - at)), at);
  }
}

/** Fills a buffer from a place in a file. Throws where the file ends before. */
export function readAt({ descriptor }: OpenFile, buffer: Buffer, position: number): Buffer {
  for (let length = 0; length < buffer.length;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, position + length);
    if (read === 0) throw new Error('it shrinks while it is read');
    length += read;
  }
  return buffer;
}

/** Decodes pieces of Base64. */
export function* fromBase64(chunks: Iterable<Buffer>): Generator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk.toString('latin1'), 'base64');
}

/** Decodes pieces of a URL. Throws where a percent sign is followed by something else than a byte. */
export function* fromPercent(chunks: Iterable<Buffer>): Generator<Buffer> {
  let rest = '';
  for (const chunk of chunks) {
    const text = rest + chunk.toString('latin1');
    // An escape may be cut between two pieces.
    const cut = text.indexOf('%', Math.max(0, text.length - 2));
    const end = cut === -1 ? text.length : cut;
    rest = text.slice(end);
    yield Buffer.from(
      text.slice(0, end).replaceAll(/%(.{0,2})/gs, (_, digits: string) => {
        if (!/^[\da-f]{2}$/i.test(digits)) throw new URIError('a percent sign is followed by no byte');
        return String.fromCharCode(Number.parseInt(digits, 16));
      }),
      'latin1',
    );
  }
  if (rest !== '') throw new URIError('a percent sign is followed by no byte');
}
