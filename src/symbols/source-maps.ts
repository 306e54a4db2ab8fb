import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TooMuchError } from './allowance.js';
import { BoundedCache } from './bounded-cache.js';
import { BundledSources } from './bundled-source.js';
import type { CodePlace, ScriptFunction } from './code-place.js';
import type { IsLate } from './file-chunks.js';
import { type MappedScript, withMap } from './find-map.js';
import { startsIn } from './function-start.js';
import { inlineMap } from './inline-map.js';
import { LoadedMap, UnpackedBlocks } from './loaded-map.js';
import { OriginalLines } from './original-lines.js';
import { plainPath } from './plain-path.js';
import { findShift, type Shift, unshifted } from './shift.js';
import { readSourceText } from './source-text.js';
import { hasMinifiedOwner, withoutOwner, writtenName } from './written-name.js';

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

/** The memory of what is remembered of scripts. */
const REMEMBERED_BYTES = 2 ** 18;

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
  readonly #lines = new OriginalLines();
  readonly #bundled = new BundledSources();
  /** The scripts of which V8 was handed another text than that of their file. */
  readonly #handed = new BoundedCache<true>(REMEMBERED_BYTES);
  /** What stands in such scripts before the text that their map is of. */
  readonly #shifts = new BoundedCache<Shift>(REMEMBERED_BYTES);
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
   * @param script the script that ran, by its path or URL
   * @param isLate says, while the map is read, that this has taken too long: then this script has none from now on
   * @returns one answer a function, `undefined` where no map knows it
   */
  originalPlaces(
    script: string,
    functions: readonly ScriptFunction[],
    isLate: IsLate = NEVER_LATE,
  ): ReadonlyArray<CodePlace | undefined> {
    return this.#isHanded(script, functions)
      ? this.#placesHanded(script, functions, isLate)
      : this.#placesIn(this.#load(plainPath(script), isLate), script, functions);
  }

  /** Finds the original place of one function, see {@link SourceMaps.originalPlaces}. */
  originalPlace(script: string, line: number, column: number, functionName: string): CodePlace | undefined {
    return this.originalPlaces(script, [{ functionName, line, column }])[0];
  }

  /**
   * Says whether a script needs a map that no file has, and has not got it: V8 was handed another text than that of the file,
   * or the script is in no file.
   *
   * @param functions some functions of the script, by which the texts are compared
   */
  lacksMap(script: string, functions: readonly ScriptFunction[]): boolean {
    return this.#isHanded(script, functions) && this.#loaded.find(handedKey(script)) === undefined;
  }

  /** Takes in the map of such a script. @param map its JSON, or a `data:` URL of that; `undefined` where there is none */
  takeMap(script: string, map: string | undefined): void {
    if (this.#loaded.find(handedKey(script)) === undefined) {
      this.#read(handedKey(script), script, (read) => {
        const json = map?.startsWith('data:') === true ? inlineMap(map) : map && Buffer.from(map);
        if (!json) throw new Error('there is no map');
        return read({ json: () => [json], url: urlOf(script) });
      });
    }
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

  #isHanded(script: string, functions: readonly ScriptFunction[]): boolean {
    if (this.#handed.find(script) !== undefined) return true;
    const isHanded = isInNoFile(script) || this.#runsAnotherText(plainPath(script), functions);
    if (isHanded) this.#handed.add(script, true, keyBytesOf(script));
    return isHanded;
  }

  #runsAnotherText(file: string, functions: readonly ScriptFunction[]): boolean {
    const lines = isAbsolute(file) ? this.#lines.of(file) : undefined;
    return lines !== undefined && functions.some((one) => startsIn(lines, one) === false);
  }

  #placesHanded(
    script: string,
    functions: readonly ScriptFunction[],
    isLate: IsLate,
  ): ReadonlyArray<CodePlace | undefined> {
    const loaded = this.#loaded.find(handedKey(script))?.value;
    const placesWith = (shift: Shift): ReadonlyArray<CodePlace | undefined> =>
      this.#placesIn(
        loaded,
        script,
        functions.map((one) => unshifted(one, shift)),
      );
    let shift = this.#shifts.find(script)?.value;
    if (shift === undefined) {
      const found = findShift(placesWith, (file) => this.#lines.of(file));
      ({ shift } = found);
      if (shift !== undefined && found.isSure) this.#shifts.add(script, shift, keyBytesOf(script));
    }
    if (shift === undefined) return functions.map(() => undefined);
    return placesWith(shift).map((place) => place && (this.#further(place, isLate) ?? place));
  }

  /** Finds the place from which a tool had made the text that another tool has made V8's text from. */
  #further({ function: functionName, file, line, column }: CodePlace, isLate: IsLate): CodePlace | undefined {
    const loaded = this.#load(file, isLate);
    return loaded && this.#placesIn(loaded, file, [{ functionName, line, column }])[0];
  }

  /** Gives a function without a name, or with one that a minifier has made up, the one that it has in its file. */
  #named(place: CodePlace): CodePlace {
    const { function: functionName, file, line, column } = place;
    if (functionName !== '' && !hasMinifiedOwner(functionName)) return place;
    const text = this.#lines.of(file)?.[line - 1];
    if (text === undefined) return place;
    const name = functionName === '' ? writtenName(text, column) : withoutOwner(functionName, text);
    return name === undefined ? place : { ...place, function: name };
  }

  #placesIn(
    loaded: LoadedMap | undefined,
    script: string,
    functions: readonly ScriptFunction[],
  ): Array<CodePlace | undefined> {
    const places = new Array<CodePlace | undefined>(functions.length).fill(undefined);
    if (loaded === undefined) return places;
    const file = plainPath(script);
    // From one end of the script to the other, so that each block of the map is unpacked about once.
    const order = [...functions.entries()].sort(([, a], [, b]) => a.line - b.line || a.column - b.column);
    for (const [index, one] of order) {
      const place = placeIn(loaded, one, this.#unpacked);
      if (place === undefined) continue;
      this.#noteOrigin(place.file, file);
      places[index] = this.#named({ ...place, file: this.#bundled.fileOf(place.file, file) });
    }
    return places;
  }

  #load(file: string, isLate: IsLate): LoadedMap | undefined {
    const known = this.#loaded.find(file);
    if (known !== undefined) return known.value;
    return this.#read(file, file, (read) => {
      if (isLate()) throw new Error('there is no time left');
      return withMap(file, isLate, read);
    });
  }

  /** Reads a map and remembers it under a key, also where it cannot be read. */
  #read(
    key: string,
    script: string,
    open: (read: (mapped: MappedScript) => LoadedMap) => LoadedMap,
  ): LoadedMap | undefined {
    try {
      const value = open((mapped) => new LoadedMap(mapped, this.#loadedBytes));
      this.#loaded.add(key, value, value.memoryBytes + keyBytesOf(key));
      return value;
    } catch (error) {
      if (error instanceof TooMuchError) this.#onTooMuch(script, error);
      this.#loaded.add(key, undefined, keyBytesOf(key));
      return undefined;
    }
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

/** Matches the names of scripts that are in no file and that a tool has made of one: `webpack-internal:///./src/app.ts`. */
const IN_NO_FILE = /^(?!(?:file|node|data|wasm|blob|https?):)[a-z][a-z-]+:/;

function isInNoFile(script: string): boolean {
  return IN_NO_FILE.test(script);
}

function urlOf(script: string): string {
  return isAbsolute(script) ? pathToFileURL(script).href : script;
}

function handedKey(script: string): string {
  return `handed to V8: ${script}`;
}

function keyBytesOf(key: string): number {
  return 200 + 2 * key.length;
}
