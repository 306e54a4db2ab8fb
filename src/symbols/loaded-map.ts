import { TraceMap } from '@jridgewell/trace-mapping';
import { Allowance } from './allowance.js';
import { BoundedCache } from './bounded-cache.js';
import type { CodePlace } from './code-place.js';
import type { MappedScript } from './find-map.js';
import { lastAtMost } from './last-at-most.js';
import { originalName } from './original-name.js';
import { plainPath } from './plain-path.js';
import { type MapSection, readMap } from './read-map.js';
import { ScriptText } from './script-text.js';
import { SegmentTables } from './segment-tables.js';
import type { Texts } from './text-list.js';

/** The number of mappings before a function's start that are searched for its name. */
const MOST_SEGMENTS = 1001;

/** The characters of a script beside a function's identifiers that say whether these name it. */
const MARGIN = 32;

/** The blocks that were asked for latest, of all maps. */
export class UnpackedBlocks {
  /** The most bytes that the blocks take. */
  static readonly limitBytes: number = 2 * 2 ** 20;
  readonly segments: SegmentTables = new SegmentTables();
  readonly texts: BoundedCache<Texts> = new BoundedCache<Texts>(UnpackedBlocks.limitBytes / 4);
  readonly code: BoundedCache<string> = new BoundedCache<string>(UnpackedBlocks.limitBytes / 4);
}

/** A source map, and the script that it belongs to, in little memory. */
export class LoadedMap {
  /** The memory that this takes, in bytes. */
  readonly memoryBytes: number;
  readonly #sections: readonly MapSection[];
  readonly #lines: readonly number[];
  readonly #columns: readonly number[];
  /** The script's text; `undefined` where nobody has it, or the map has no names to look up in it. */
  readonly #code: ScriptText | undefined;
  readonly #url: string;

  /** Reads a map. Throws where it is none, and what an {@link Allowance} throws. */
  constructor({ json, code, url }: MappedScript, limitBytes: number) {
    const allowance = new Allowance(limitBytes);
    this.#sections = readMap(json(), allowance);
    this.#lines = this.#sections.map(({ line }) => line);
    this.#columns = this.#sections.map(({ column }) => column);
    const hasNames = this.#sections.some(({ names }) => names.count > 0);
    this.#code = hasNames && code !== undefined ? new ScriptText(code(), allowance) : undefined;
    this.#url = url;
    this.memoryBytes = allowance.takenBytes;
  }

  /** Finds the original place of a function that starts at a line and column, which count from 0. */
  placeOf(line: number, column: number, functionName: string, unpacked: UnpackedBlocks): CodePlace | undefined {
    // A script's top level starts where its first function may: in a bundle that is no place of its own.
    if (line === 0 && column === 0 && functionName === '') return this.#topLevel(unpacked);
    const { last, named } = this.#segmentsUpTo(line, column, unpacked);
    const file = last && this.#sourceOf(last.section, last.source, unpacked);
    if (last === undefined || file === undefined) return undefined;
    const name = this.#nameOf(line, column, functionName, named, unpacked);
    return { function: name, file, line: last.sourceLine + 1, column: last.sourceColumn + 1 };
  }

  /** Finds a source by the path or URL that places have. */
  sourceIn(file: string, unpacked: UnpackedBlocks): { section: number; source: number } | undefined {
    for (const [section, one] of this.#sections.entries()) {
      for (let source = 0; source < one.sources.count; source += 1) {
        if (this.#sourceOf(one, source, unpacked) === file) return { section, source };
      }
    }
    return undefined;
  }

  #topLevel(unpacked: UnpackedBlocks): CodePlace | undefined {
    const [only, ...others] = this.#sections.filter(({ sources }) => sources.count > 0);
    if (only?.sources.count !== 1 || others.length > 0) return undefined;
    const file = this.#sourceOf(only, 0, unpacked);
    return file === undefined ? undefined : { function: '', file, line: 1, column: 1 };
  }

  #sourceOf({ sourceRoot, sources }: MapSection, index: number, unpacked: UnpackedBlocks): string | undefined {
    if (!(index >= 0 && index < sources.count)) return undefined;
    const one = { version: 3 as const, sources: [sources.at(index, unpacked.texts) ?? null], names: [], mappings: '' };
    const [source] = new TraceMap(sourceRoot === undefined ? one : { ...one, sourceRoot }, this.#url).resolvedSources;
    // A source that the map leaves blank resolves to the folder it would lie in.
    return source === undefined || source.endsWith('/') ? undefined : plainPath(source);
  }

  /** Finds the last mapping of a line that is not after a column, and the identifiers up to there that have a name. */
  #segmentsUpTo(line: number, column: number, unpacked: UnpackedBlocks): SegmentsFound {
    let last: SegmentsFound['last'];
    const named: NamedIdentifier[] = [];
    let missing = MOST_SEGMENTS;
    let upTo = column;
    for (let index = lastAtMost(this.#lines, this.#columns, line, column); index >= 0; index -= 1) {
      const section = this.#sections[index];
      if (section === undefined) break;
      // A section's first line begins in the middle of a line of the script.
      const shift = section.line === line ? section.column : 0;
      const wanted = { line: line - section.line, column: upTo - shift, most: missing };
      missing -= section.mappings.backwards(wanted, unpacked.segments, (at, source, sourceLine, sourceColumn, name) => {
        last ??= { section, source, sourceLine, sourceColumn: sourceColumn + column - at - shift };
        if (name !== -1) named.push({ column: at + shift, section, name });
      });
      if (section.line < line || missing === 0) break;
      upTo = section.column - 1;
    }
    return { last, named: named.reverse() };
  }

  #nameOf(
    line: number,
    column: number,
    functionName: string,
    named: readonly NamedIdentifier[],
    unpacked: UnpackedBlocks,
  ): string {
    const [first] = named;
    if (first === undefined || this.#code === undefined) return functionName;
    const from = Math.max(0, first.column - MARGIN);
    for (const one of named) one.column -= from;
    return originalName<NamedIdentifier>(functionName, {
      text: this.#code.between(line, from, column + functionName.length + MARGIN, unpacked.code),
      column: column - from,
      named,
      nameOf: ({ section, name }) => section.names.at(name, unpacked.texts),
    });
  }
}

/** An identifier in the script, and where its name is. */
interface NamedIdentifier {
  /** The column in the line, or in the part of it that is looked at. */
  column: number;
  readonly section: MapSection;
  /** The index of the name in the section. */
  readonly name: number;
}

/** The mappings before a place. */
interface SegmentsFound {
  /** The nearest, and the column in the source as far beyond it as the place is; `undefined` where there is none. */
  readonly last:
    | {
        readonly section: MapSection;
        readonly source: number;
        readonly sourceLine: number;
        readonly sourceColumn: number;
      }
    | undefined;
  /** The identifiers with a name, from left to right. */
  readonly named: readonly NamedIdentifier[];
}
