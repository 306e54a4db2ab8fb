import { readFileSync, statSync } from 'node:fs';
import { BoundedCache } from './bounded-cache.js';
import { SourceMaps } from './source-maps.js';

const LARGEST_FILE_BYTES = 16 * 2 ** 20;
const KEPT_CHARACTERS = 16 * 2 ** 20;
/** More is no line that somebody wrote, and fills a screen. */
const SHOWN_CHARACTERS = 200;

/** The text of source lines: from the file, or from a source map that carries it. */
export class CodeLines {
  readonly #sourceMaps: SourceMaps;
  readonly #files = new BoundedCache<readonly string[]>(KEPT_CHARACTERS);

  constructor(sourceMaps: SourceMaps) {
    this.#sourceMaps = sourceMaps;
  }

  /**
   * The text of one line (1-based) without the space around it, cut after 200 characters; empty where it is not to be
   * had.
   */
  textOf(file: string, line: number): string {
    if (line < 1 || file === '' || file.startsWith('node:')) return '';
    const text = this.#linesOf(file)[line - 1]?.trim() ?? '';
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  }

  #linesOf(file: string): readonly string[] {
    return this.#files.get(file, () => {
      const text = readText(file) ?? this.#sourceMaps.originalText(file) ?? '';
      return { value: text.split('\n'), weight: text.length + 100 };
    });
  }
}

function readText(file: string): string | undefined {
  try {
    return statSync(file).size > LARGEST_FILE_BYTES ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** This thread's maps and lines, shared so that each file is read once. */
export const sourceMaps: SourceMaps = new SourceMaps();
export const codeLines: CodeLines = new CodeLines(sourceMaps);
