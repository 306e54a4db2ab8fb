import { readRegularFile } from '../values/read-file.js';
import { BoundedCache } from './bounded-cache.js';
import type { SourceMaps } from './source-maps.js';

/** The size of the largest file whose lines are read. */
const LARGEST_FILE_BYTES = 16 * 2 ** 20;

/** The bytes of memory that the lines of files take; those of a larger file are read each time. */
const KEPT_BYTES = 4 * 2 ** 20;

/** The memory of a file and of a line besides their characters. */
const BYTES_A_FILE = 200;
const BYTES_A_LINE = 24;

/** The number of characters of a line that are returned: nobody writes a longer line, and it would fill a screen. */
const SHOWN_CHARACTERS = 200;

/** The number of characters before a column far to the right that are returned: a function's name stands there. */
const CHARACTERS_BEFORE = 40;

/** Finds the text of source lines: in the file, or in a source map that carries it. */
export class CodeLines {
  readonly #sourceMaps: SourceMaps;
  readonly #files = new BoundedCache<readonly string[]>(KEPT_BYTES);

  constructor(sourceMaps: SourceMaps) {
    this.#sourceMaps = sourceMaps;
  }

  /**
   * Returns the text of one line (1-based) without the space around it, cut after 200 characters; it is empty where the
   * line cannot be read.
   *
   * @param column the 1-based column that is to be in the text: of a line that is longer the part around it is returned
   */
  textOf(file: string, line: number, column = 0): string {
    if (line < 1 || file === '' || file.startsWith('node:')) return '';
    const text = this.#linesOf(file)[line - 1] ?? '';
    const start = column > SHOWN_CHARACTERS ? column - 1 - CHARACTERS_BEFORE : 0;
    const shown = text.slice(start).trim();
    const end = shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown;
    return start > 0 && end !== '' ? `…${end}` : end;
  }

  #linesOf(file: string): readonly string[] {
    const known = this.#files.find(file);
    if (known !== undefined) return known.value;
    const text = textOfFile(file) ?? this.#sourceMaps.originalText(file) ?? '';
    const lines = text.split('\n');
    const weight = BYTES_A_FILE + 2 * text.length + BYTES_A_LINE * lines.length;
    if (weight <= KEPT_BYTES) this.#files.add(file, lines, weight);
    return lines;
  }
}

function textOfFile(file: string): string | undefined {
  try {
    return readRegularFile(file, LARGEST_FILE_BYTES).toString('utf8');
  } catch {
    return undefined;
  }
}
