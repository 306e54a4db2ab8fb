import { packagedFile } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { sourceMaps } from '../symbols/shared.js';
import type { CodePlace } from '../symbols/code-place.js';
import type { SourceMaps } from '../symbols/source-maps.js';
import type { Profile } from '../v8/profile.js';
import { shortName } from '../values/short-name.js';
import { type Frame, isProgramFrame } from './frame.js';
import { isOwnFile, isOwnLibrary, OWN_PACKAGE } from './own-files.js';

/** One call as V8 names it; its line and column count from 1. */
interface RawCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** The length in characters of the longest path or address of a file that is shown whole. */
const LONGEST_FILE = 500;

/** Gives every node of a profile its frame, and keeps frames, so that a function is always the same object. */
export class FrameTable {
  readonly #workingDirectory: string;
  readonly #capacity: number;
  readonly #sourceMaps: SourceMaps;
  /** The frames by the name and place that V8 gives a function. */
  #raw = new Map<string, Frame>();
  /** The frames by their short name. */
  #frames = new Map<string, Frame>();

  /**
   * Begins without frames.
   *
   * @param options.workingDirectory the folder that short paths are relative to, @default that of the process
   * @param options.capacity the number of frames kept before all are dropped, @default 20,000
   * @param options.sourceMaps where original places are found, @default the maps that this thread shares
   */
  constructor(options: { workingDirectory?: string; capacity?: number; sourceMaps?: SourceMaps } = {}) {
    this.#workingDirectory = (options.workingDirectory ?? currentDirectory()).replaceAll('\\', '/');
    this.#capacity = options.capacity ?? 20_000;
    this.#sourceMaps = options.sourceMaps ?? sourceMaps;
  }

  /** Returns the frame of each row of the node table. */
  framesOf({ nodes, strings }: Profile): readonly Frame[] {
    if (this.#raw.size > this.#capacity) {
      this.#raw = new Map();
      this.#frames = new Map();
    }
    return Array.from({ length: nodes.count }, (_, row) => {
      const name = strings[nodes.functionName[row] ?? 0] ?? '';
      const script = strings[nodes.script[row] ?? 0] ?? '';
      return this.frameOf({ functionName: name, script, line: nodes.line[row] ?? 0, column: nodes.column[row] ?? 0 });
    });
  }

  /** Returns the frame of one call. */
  frameOf({ functionName: name, script, line, column }: RawCall): Frame {
    const key = `${name}\n${script}\n${line}:${column}`;
    const known = this.#raw.get(key);
    if (known !== undefined) return known;
    const frame = this.#made(name, plainPath(script), Math.max(0, line), column);
    this.#raw.set(key, frame);
    return frame;
  }

  #made(name: string, script: string, line: number, column: number): Frame {
    const place = this.#placeOf(name, script, line, column);
    const file = shortName(place.file, LONGEST_FILE);
    const { package: packageName, shortPath } = packagedFile(file, this.#workingDirectory);
    const shownName = shortName(place.function) || '(anonymous)';
    const site = shortPath === '' ? shownName : `${shownName} ${shortPath}:${place.line}`;
    const known = this.#frames.get(site);
    if (known !== undefined) return known;
    const frame: Frame = {
      function: shownName,
      file,
      line: place.line,
      package: isOwnFile(script) ? OWN_PACKAGE : packageName,
      site,
    };
    this.#frames.set(site, frame);
    return frame;
  }

  #placeOf(name: string, script: string, line: number, column: number): CodePlace {
    const generated = { function: name, file: script, line };
    // Nobody asks for the original places of this package's code, and reading its maps would cost more than all else.
    if (!isProgramFrame(generated) || isOwnFile(script) || isOwnLibrary(script)) return generated;
    return this.#sourceMaps.originalPlace(script, line, column, name) ?? generated;
  }
}

/** Returns the folder that this process runs in, or the root where that folder has been deleted. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}
