import { TooMuchError } from './allowance.js';
import { BoundedCache } from './bounded-cache.js';
import type { CodePlace, ScriptFunction } from './code-place.js';
import type { IsLate } from './file-chunks.js';
import { withMap } from './find-map.js';
import { LoadedMap, UnpackedBlocks } from './loaded-map.js';
import { readSourceText } from './source-text.js';

/** The options of {@link SourceMaps}. */
export interface SourceMapsOptions {
  /** The most memory in bytes that scripts and maps take together. @default 24 MiB */
  memoryBytes?: number;
  /** Is called with a script whose map takes more memory or time than it may: its functions are named where they ran. */
  onTooMuch?: (script: string, reason: Error) => void;
}

const DEFAULT_MEMORY_BYTES = 24 * 2 ** 20;

/** The number of original files whose script is remembered, so that their text is found. */
const MOST_ORIGINS = 2000;

/** The size of the largest original file whose text is read from a map. */
const LONGEST_SOURCE_BYTES = 16 * 2 ** 20;

const NEVER_LATE: IsLate = () => false;

/**
 * Finds the places that a person wrote, through the source maps of scripts. Nothing here throws: where a map is missing,
 * broken or too large there are no such places.
 */
export class SourceMaps {
  readonly #loadedBytes: number;
  readonly #loaded: BoundedCache<LoadedMap | undefined>;
  readonly #unpacked = new UnpackedBlocks();
  readonly #onTooMuch: (script: string, reason: Error) => void;
  /** The script whose map knows an original file, by that file. */
  readonly #origins = new Map<string, string>();

  constructor({ memoryBytes = DEFAULT_MEMORY_BYTES, onTooMuch = () => undefined }: SourceMapsOptions = {}) {
    this.#loadedBytes = memoryBytes - UnpackedBlocks.limitBytes;
    this.#loaded = new BoundedCache(this.#loadedBytes);
    this.#onTooMuch = onTooMuch;
  }

  /**
   * Finds the original place of each of some functions of a script.
   *
   * @param script the absolute path of the script that ran
   * @param isLate says, while the map is read, that this has taken too long: then this script has none from now on
   * @returns one answer a function, `undefined` where no map knows it
   */
  originalPlaces(
    script: string,
    functions: readonly ScriptFunction[],
    isLate: IsLate = NEVER_LATE,
  ): ReadonlyArray<CodePlace | undefined> {
    const loaded = this.#load(script, isLate);
    const places = new Array<CodePlace | undefined>(functions.length);
    if (loaded === undefined) return places.fill(undefined);
    // From one end of the script to the other, so that each block of the map is unpacked about once.
    const order = [...functions.entries()].sort(([, a], [, b]) => a.line - b.line || a.column - b.column);
    for (const [index, one] of order) {
      const place = placeIn(loaded, one, this.#unpacked);
      if (place !== undefined) this.#noteOrigin(place.file, script);
      places[index] = place;
    }
    return places;
  }

  /** Finds the original place of one function, see {@link SourceMaps.originalPlaces}. */
  originalPlace(script: string, line: number, column: number, functionName: string): CodePlace | undefined {
    return this.originalPlaces(script, [{ functionName, line, column }])[0];
  }

  /** Reads the text of an original file from a map that carries it; there is none where it has not named a place. */
  originalText(file: string): string | undefined {
    const script = this.#origins.get(file);
    const at = script && this.#load(script, NEVER_LATE)?.sourceIn(file, this.#unpacked);
    if (script === undefined || !at) return undefined;
    try {
      return withMap(script, NEVER_LATE, ({ json }) =>
        readSourceText(json(), { ...at, longest: LONGEST_SOURCE_BYTES }),
      );
    } catch {
      return undefined;
    }
  }

  #load(script: string, isLate: IsLate): LoadedMap | undefined {
    return this.#loaded.get(script, () => {
      const keyBytes = 200 + 2 * script.length;
      if (isLate()) return { value: undefined, weight: keyBytes };
      try {
        const value = withMap(script, isLate, (mapped) => new LoadedMap(mapped, this.#loadedBytes));
        return { value, weight: value.memoryBytes + keyBytes };
      } catch (error) {
        if (error instanceof TooMuchError) this.#onTooMuch(script, error);
        return { value: undefined, weight: keyBytes };
      }
    });
  }

  #noteOrigin(file: string, script: string): void {
    if (this.#origins.size >= MOST_ORIGINS) this.#origins.clear();
    this.#origins.set(file, script);
  }
}

function placeIn(
  map: LoadedMap,
  { functionName, line, column }: ScriptFunction,
  unpacked: UnpackedBlocks,
): CodePlace | undefined {
  if (!(line >= 1 && column >= 1)) return undefined;
  try {
    return map.placeOf(line - 1, column - 1, functionName, unpacked);
  } catch {
    return undefined;
  }
}
