import { readRegularFile } from '../values/read-file.js';
import { BoundedCache } from './bounded-cache.js';

/** The size of the largest file that is compared with what V8 has: nobody writes a larger one. */
const LARGEST_FILE_BYTES = 2 * 2 ** 20;

/** The bytes of memory that the lines of files take. */
const KEPT_BYTES = 2 ** 20;

/** Matches the ends of lines as V8 counts them. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** The memory of a file and of a line besides their characters. */
const BYTES_A_FILE = 200;
const BYTES_A_LINE = 24;

/** The lines of the files that were asked for latest, as they are on disk. */
export class OriginalLines {
  readonly #files = new BoundedCache<readonly string[] | undefined>(KEPT_BYTES);

  /** Returns the lines of a file; `undefined` where it cannot be read, or is too large. */
  of(file: string): readonly string[] | undefined {
    return this.#files.get(file, () => {
      try {
        const text = readRegularFile(file, LARGEST_FILE_BYTES).toString('utf8');
        const value = text.replace(/^\uFEFF/, '').split(LINE_END);
        return { value, weight: BYTES_A_FILE + 2 * text.length + BYTES_A_LINE * value.length };
      } catch {
        return { value: undefined, weight: BYTES_A_FILE };
      }
    });
  }
}
