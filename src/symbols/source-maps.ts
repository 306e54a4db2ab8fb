import { AnyMap, decodedMappings, sourceContentFor, type TraceMap } from '@jridgewell/trace-mapping';
import { BoundedCache } from './bounded-cache.js';
import { findMap } from './find-map.js';
import { originalName } from './original-name.js';
import { plainPath } from './plain-path.js';

/** The place at which a function starts. */
export interface CodePlace {
  /** The function's name, empty where it has none. */
  readonly function: string;
  /** The absolute path of the file with forward slashes, or a URL. */
  readonly file: string;
  /** The line, counted from 1. */
  readonly line: number;
}

/** A source map, and the lines of the script that it belongs to. */
interface LoadedMap {
  readonly map: TraceMap;
  readonly lines: readonly string[];
}

/** The number of mappings before a function's start that are searched for its name. */
const MOST_SEGMENTS = 1000;

/** The number of characters of scripts and maps that are kept. */
const KEPT_CHARACTERS = 64 * 2 ** 20;

/** The number of original files whose script is remembered, so that their text is found. */
const MOST_ORIGINS = 10_000;

/**
 * Finds the place that a person wrote, through the source map of a script. Nothing here throws: where a map is missing or
 * broken there is no such place.
 */
export class SourceMaps {
  readonly #loaded = new BoundedCache<LoadedMap | undefined>(KEPT_CHARACTERS);
  /** The script whose map knows an original file, by that file. */
  readonly #origins = new Map<string, string>();

  /**
   * Finds the original place of a function.
   *
   * @param script the absolute path of the script that ran
   * @param line the line at which the function starts there, counted from 1
   * @param column the column at which it starts there, counted from 1
   * @param functionName V8's name of the function, as the script has it
   * @returns `undefined` where no map knows the function
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

  /** Returns the text of an original file from a map that carries it, or `undefined` where none does. */
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
        const { code, json, url } = findMap(script);
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
