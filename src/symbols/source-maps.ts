import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AnyMap, decodedMappings, sourceContentFor, type TraceMap } from '@jridgewell/trace-mapping';
import { BoundedCache } from './bounded-cache.js';
import { originalName } from './original-name.js';

/** Where a function starts: lines and columns count from 1. */
export interface CodePlace {
  readonly function: string;
  /** Absolute path with forward slashes, or a URL. */
  readonly file: string;
  readonly line: number;
}

/** What a comment may name as its map: where there are quotes it is a text of the program (ECMA-426). */
const REFERENCE = /^[^\s"'`]+(?=\s|$)/;

/** Mappings looked through for a function's name, back from its start. */
const MOST_SEGMENTS = 1000;

interface LoadedMap {
  readonly map: TraceMap;
  readonly lines: readonly string[];
}

/** Larger scripts and maps are left alone. */
const LARGEST_FILE_BYTES = 64 * 2 ** 20;

/** Scripts and maps kept, by their text's length. */
const KEPT_CHARACTERS = 64 * 2 ** 20;

/** Original files whose map is remembered, for their text. */
const MOST_ORIGINS = 10_000;

/**
 * Finds the place a person wrote: through the source map named in a script's last comment, inline or in a file,
 * or lying beside it as `script.map`. A map that is missing or broken leaves the place as it is; nothing throws.
 */
export class SourceMaps {
  readonly #loaded = new BoundedCache<LoadedMap | undefined>(KEPT_CHARACTERS);
  /** Original file → the script whose map knows it. */
  readonly #origins = new Map<string, string>();

  /**
   * The original place of a function.
   *
   * @param script absolute path of the script that ran
   * @param line 1-based, where the function starts there
   * @param column 1-based
   * @param functionName V8's name of it, as the script has it
   * @returns `undefined` where no map tells
   */
  originalPlace(script: string, line: number, column: number, functionName: string): CodePlace | undefined {
    if (line < 1 || column < 1) return undefined;
    try {
      const loaded = this.#load(script);
      if (loaded === undefined) return undefined;
      const place = lookUp(loaded, line - 1, column - 1, functionName);
      if (place === undefined) return undefined;
      const file = plainPath(place.file);
      if (this.#origins.size >= MOST_ORIGINS) this.#origins.clear();
      this.#origins.set(file, script);
      return { ...place, file };
    } catch {
      return undefined;
    }
  }

  /** The text of an original file, as its map carries it; `undefined` where none does. */
  originalText(file: string): string | undefined {
    const script = this.#origins.get(file);
    const map = script === undefined ? undefined : this.#load(script)?.map;
    if (map === undefined) return undefined;
    const source = map.resolvedSources.find((one) => plainPath(one) === file);
    const text = source === undefined ? undefined : sourceContentFor(map, source);
    return typeof text === 'string' ? text : undefined;
  }

  #load(script: string): LoadedMap | undefined {
    return this.#loaded.get(script, () => {
      try {
        const code = readText(script);
        const { json, url } = findMap(script, code);
        return { value: { map: new AnyMap(json, url), lines: code.split('\n') }, weight: code.length + json.length };
      } catch {
        return { value: undefined, weight: 100 };
      }
    });
  }
}

function lookUp({ map, lines }: LoadedMap, line: number, column: number, functionName: string): CodePlace | undefined {
  const segments = decodedMappings(map)[line] ?? [];
  const last = segments.findLastIndex(([generatedColumn]) => generatedColumn <= column);
  const segment = segments[last];
  // A script's top level starts where its first function may: in a bundle that is no place of its own.
  if (line === 0 && column === 0 && functionName === '') return topLevel(map);
  if (segment?.length === undefined || segment.length === 1) return undefined;
  const source = sourceAt(map, segment[1]);
  if (source === undefined) return undefined;
  const named = segments.slice(Math.max(0, last - MOST_SEGMENTS), last + 1).flatMap((one) => {
    const name = one.length === 5 ? map.names[one[4]] : undefined;
    return name === undefined ? [] : [{ column: one[0], name }];
  });
  return {
    function: originalName(functionName, { text: lines[line] ?? '', column, named }),
    file: source,
    line: segment[2] + 1,
  };
}

function topLevel(map: TraceMap): CodePlace | undefined {
  const source = map.resolvedSources.length === 1 ? sourceAt(map, 0) : undefined;
  return source === undefined ? undefined : { function: '', file: source, line: 1 };
}

function sourceAt(map: TraceMap, index: number): string | undefined {
  const source = map.resolvedSources[index];
  // A source that the map leaves blank resolves to the folder it would lie in.
  return source === undefined || source.endsWith('/') ? undefined : source;
}

/** A script's map as JSON and the URL its sources are relative to. Throws where there is none. */
function findMap(script: string, code: string): { json: string; url: string } {
  const comment = code.lastIndexOf('//# sourceMappingURL=');
  const reference = comment === -1 ? '' : (REFERENCE.exec(code.slice(comment + 21))?.[0] ?? '');
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(reference);
  if (inline !== null) {
    const data = reference.slice(inline[0].length);
    const json = inline[1] === undefined ? decodeURIComponent(data) : Buffer.from(data, 'base64').toString('utf8');
    return { json, url: pathToFileURL(script).href };
  }
  const beside =
    reference === '' || reference.includes('://')
      ? `${script}.map`
      : resolve(dirname(script), decodeURIComponent(reference));
  return { json: readText(beside), url: pathToFileURL(beside).href };
}

function readText(path: string): string {
  if (statSync(path).size > LARGEST_FILE_BYTES) throw new Error(`${path} is too large`);
  return readFileSync(path, 'utf8');
}

/** A `file:` URL as a path with forward slashes, anything else as it is. */
export function plainPath(location: string): string {
  if (!location.startsWith('file:')) return location.replaceAll('\\', '/');
  try {
    return fileURLToPath(location).replaceAll('\\', '/');
  } catch {
    return location;
  }
}
