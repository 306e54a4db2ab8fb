import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type OpenFile, withRegularFile } from '../values/read-file.js';
import { TooMuchError } from './allowance.js';
import { CHUNK_BYTES, fileChunks, fromBase64, fromPercent, type IsLate, readAt } from './file-chunks.js';
import { startOfInlineMap } from './inline-map.js';

/** The size of the largest script or map that is read. */
const LARGEST_FILE_BYTES = 256 * 2 ** 20;

const COMMENT = '//# sourceMappingURL=';

/** The length of the longest name of a map's file, and of what stands before the data of an inline map. */
const LONGEST_NAME = 4096;

/** A script and its source map, open for reading. */
export interface MappedScript {
  /** Reads the script's code, without the comment that names the map, piece by piece; absent where nobody has the code. */
  readonly code?: () => Iterable<Buffer>;
  /** Reads the map's JSON piece by piece. */
  readonly json: () => Iterable<Buffer>;
  /** The URL that the map's sources are relative to. */
  readonly url: string;
}

/**
 * Opens a script and its map for as long as a function reads them: the map named in the script's last comment, inline or
 * in a file, or else the one that lies beside the script as `script.map`. Throws where there is none.
 */
export function withMap<T>(script: string, isLate: IsLate, read: (mapped: MappedScript) => T): T {
  return withRegularFile(script, LARGEST_FILE_BYTES, (file) => {
    const comment = lastComment(file, isLate);
    const from = comment + COMMENT.length;
    const to = comment === -1 ? from : endOfReference(file, from, isLate);
    const start = readAt(file, Buffer.alloc(Math.min(to - from, LONGEST_NAME)), from).toString('utf8');
    const code = (): Iterable<Buffer> => fileChunks(file, 0, comment === -1 ? file.bytes : comment, isLate);
    const inline = startOfInlineMap(start);
    if (inline !== undefined) {
      const decode = inline.isBase64 ? fromBase64 : fromPercent;
      const json = (): Iterable<Buffer> => decode(fileChunks(file, from + inline.length, to, isLate));
      return read({ code, json, url: pathToFileURL(script).href });
    }
    const path =
      start === '' || start.includes('://') ? `${script}.map` : resolve(dirname(script), decodeURIComponent(start));
    return withRegularFile(path, Infinity, (map) => {
      if (map.bytes > LARGEST_FILE_BYTES) throw new TooMuchError(`it is larger than ${LARGEST_FILE_BYTES} bytes`);
      return read({ code, json: () => fileChunks(map, 0, map.bytes, isLate), url: pathToFileURL(path).href });
    });
  });
}

/** Finds the last comment that names a map, from the end of the script backwards; −1 where there is none. */
function lastComment(file: OpenFile, isLate: IsLate): number {
  // A comment may begin in one piece and end in the next.
  const overlap = COMMENT.length - 1;
  for (let end = file.bytes; end > 0; end -= CHUNK_BYTES) {
    const from = Math.max(0, end - CHUNK_BYTES);
    const length = Math.min(file.bytes, end + overlap) - from;
    for (const piece of fileChunks(file, from, from + length, isLate, CHUNK_BYTES + overlap)) {
      const found = piece.lastIndexOf(COMMENT);
      if (found !== -1) return from + found;
    }
  }
  return -1;
}

/** Finds the end of what a comment names; where quotes come before, it names nothing, as it is a text of the program. */
function endOfReference(file: OpenFile, from: number, isLate: IsLate): number {
  let at = from;
  for (const piece of fileChunks(file, from, file.bytes, isLate)) {
    const end = piece.findIndex((byte) => byte <= SPACE || QUOTES.includes(byte));
    if (end !== -1) return QUOTES.includes(piece[end] ?? 0) ? from : at + end;
    at += piece.length;
  }
  return at;
}

const SPACE = 0x20;

const QUOTES: readonly number[] = Array.from(`"'\``, (quote) => quote.charCodeAt(0));
