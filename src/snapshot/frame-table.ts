import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { BoundedCache } from '../symbols/bounded-cache.js';
import type { CodePlace } from '../symbols/code-place.js';
import type { IsLate } from '../symbols/file-chunks.js';
import { packagedFile } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { sourceMaps } from '../symbols/shared.js';
import type { SourceMaps } from '../symbols/source-maps.js';
import type { Profile } from '../v8/profile.js';
import { shortName } from '../values/short-name.js';
import { type Frame, isProgramFrame, UNKNOWN_FRAME } from './frame.js';
import { isOwnFile, isOwnLibrary, OWN_PACKAGE } from './own-files.js';
import { ANONYMOUS, identityOf, SiteNames } from './site-names.js';
import { UnnamedCode } from './unnamed-code.js';

/** One call as V8 names it; its line and column count from 1. */
interface RawCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** The length in characters of the longest path or address of a file that is shown whole. */
const LONGEST_FILE = 500;

/** The options of {@link FrameTable}. */
export interface FrameTableOptions {
  /** The folder that short paths are relative to. @default that of the process */
  workingDirectory?: string;
  /** The bytes that frames take before those are dropped that have not been asked for the longest. @default 8 MiB */
  memoryBytes?: number;
  /** Where original places are found. @default the maps that this thread shares */
  sourceMaps?: SourceMaps;
  /**
   * The most seconds that {@link FrameTable.framesOf} spends on maps: the functions of scripts whose map has not been read
   * by then are named where they ran, from then on. @default no bound
   */
  mapSeconds?: number;
  /**
   * Is called with the scripts whose map is in no file before their functions are named, and has the maps taken in that it
   * finds. Functions whose map may still come are named anew each time.
   */
  findMaps?: (scripts: readonly string[]) => void;
  /** Does the same where {@link FrameTable.prepare} can wait. */
  fetchMaps?: (scripts: readonly string[]) => Promise<void>;
  /** Is called with the frame that a function had while its map could still come, and the one that it has from now on. */
  onRenamed?: (from: Frame, to: Frame) => void;
  /** The clock, in seconds. @default one that stands still */
  now?: () => number;
}

/** The most seconds that one map is read before the functions of its script are named where they ran. */
const SECONDS_A_MAP = 10;

/** The seconds after which naming many functions lets other work of the thread go first. */
const SECONDS_A_TURN = 0.02;

/** The memory of an entry and of a frame besides their texts, measured on Node 20. */
const BYTES_AN_ENTRY = 100;
const BYTES_A_FRAME = 200;

/** The memory of what is remembered of functions whose map may still come. */
const PASSING_BYTES = 2 ** 18;

/** The memory of the answers whether a file exists. */
const EXISTENCE_BYTES = 2 ** 18;

/** Gives every node of a profile its frame, and keeps frames, so that a function is always the same object. */
export class FrameTable {
  readonly #workingDirectory: string;
  readonly #sourceMaps: SourceMaps;
  readonly #mapSeconds: number;
  readonly #findMaps: FrameTableOptions['findMaps'];
  readonly #fetchMaps: FrameTableOptions['fetchMaps'];
  readonly #now: () => number;
  /** The frames by the name and place that V8 gives a function. */
  readonly #raw: BoundedCache<Frame>;
  /** The frames by their function, file, line and column. */
  readonly #frames: BoundedCache<Frame>;
  readonly #siteNames: SiteNames;
  readonly #unnamedCode = new UnnamedCode();
  readonly #exists: (path: string) => boolean;
  /** The frames of functions whose map may still come, by the name and place that V8 gives them. */
  readonly #passing = new BoundedCache<Frame>(PASSING_BYTES);
  readonly #onRenamed: FrameTableOptions['onRenamed'];
  /** The frames of the nodes of the latest profile, by {@link nodeKey}. */
  #nodes = new Map<number, Frame>();

  /** Begins without frames. */
  constructor(options: FrameTableOptions = {}) {
    const { memoryBytes = 8 * 2 ** 20 } = options;
    this.#workingDirectory = (options.workingDirectory ?? currentDirectory()).replaceAll('\\', '/');
    this.#sourceMaps = options.sourceMaps ?? sourceMaps;
    this.#mapSeconds = options.mapSeconds ?? Infinity;
    this.#findMaps = options.findMaps;
    this.#fetchMaps = options.fetchMaps;
    this.#onRenamed = options.onRenamed;
    this.#now = options.now ?? (() => 0);
    this.#raw = new BoundedCache(memoryBytes / 2);
    this.#frames = new BoundedCache(memoryBytes / 4);
    this.#siteNames = new SiteNames(memoryBytes / 4);
    this.#exists = rememberingExistence();
  }

  /**
   * Returns the frame of each row of the node table. A node whose script has been collected since the profile before keeps
   * the frame that it had.
   */
  framesOf(profile: Profile): readonly Frame[] {
    const { nodes } = profile;
    const isLate = this.#lateAfter(this.#mapSeconds);
    const { frames, unknown } = this.#known(profile);
    this.#findMaps?.(this.#lackingMaps(unknown));
    for (const [script, calls] of unknown) {
      for (const { frame, rows } of this.#name(script, [...calls.values()], isLate)) {
        for (const row of rows) frames[row] = frame;
      }
    }
    this.#unnamedCode.noteCreators(profile, frames);
    const all: Frame[] = [];
    const remembered = new Map<number, Frame>();
    for (const [row, frame] of frames.entries()) {
      const scriptId = nodes.scriptId[row] ?? 0;
      const key = nodeKey(scriptId, nodes.id[row] ?? 0);
      const found =
        frame ??
        this.#nodes.get(key) ??
        this.#unnamedCode.creatorOf(scriptId) ??
        this.#frameAt(this.#unnamedCode.placeOf(profile, row, all));
      all.push(found);
      if (scriptId !== 0) remembered.set(key, found);
    }
    this.#nodes = remembered;
    return all;
  }

  /**
   * Names what is new in a profile, so that {@link FrameTable.framesOf} need not; other work of this thread goes on between
   * two scripts.
   */
  async prepare(profile: Profile): Promise<void> {
    const { unknown } = this.#known(profile);
    await this.#fetchMaps?.(this.#lackingMaps(unknown));
    let isTurnOver = this.#lateAfter(SECONDS_A_TURN);
    for (const [script, calls] of unknown) {
      if (isTurnOver()) {
        await setImmediate();
        isTurnOver = this.#lateAfter(SECONDS_A_TURN);
      }
      this.#name(script, [...calls.values()], this.#lateAfter(SECONDS_A_MAP));
    }
  }

  /** Returns the frame of one call. */
  frameOf(call: RawCall): Frame {
    // Builtins have no script and no line either.
    if (call.script === '' && call.line > 0) return this.#frameAt(this.#unnamedCode.generatedPlace(call.functionName));
    const key = keyOf(call);
    const known = this.#raw.find(key);
    if (known !== undefined) return known.value;
    const unknown = { ...call, key, rows: [] };
    this.#findMaps?.(this.#lackingMaps(new Map([[call.script, new Map([[key, unknown]])]])));
    const [named] = this.#name(call.script, [unknown], this.#lateAfter(this.#mapSeconds));
    return named?.frame ?? UNKNOWN_FRAME;
  }

  /** Finds the frames that are known, and gathers by script the calls that are not; those without a script are none. */
  #known({ nodes, strings }: Profile): Known {
    const frames = new Array<Frame | undefined>(nodes.count).fill(undefined);
    const unknown: Known['unknown'] = new Map();
    for (let row = 0; row < nodes.count; row += 1) {
      const script = strings[nodes.script[row] ?? 0] ?? '';
      if (script === '' && (nodes.scriptId[row] ?? 0) !== 0) continue;
      const functionName = strings[nodes.functionName[row] ?? 0] ?? '';
      const call = { functionName, script, line: nodes.line[row] ?? 0, column: nodes.column[row] ?? 0 };
      const key = keyOf(call);
      const known = this.#raw.find(key);
      if (known !== undefined) {
        frames[row] = known.value;
        continue;
      }
      const calls = unknown.get(script) ?? new Map<string, UnknownCall>();
      unknown.set(script, calls);
      const same = calls.get(key);
      if (same === undefined) calls.set(key, { ...call, key, rows: [row] });
      else same.rows.push(row);
    }
    return { frames, unknown };
  }

  #lackingMaps(unknown: Known['unknown']): string[] {
    return [...unknown]
      .filter(
        ([script, calls]) => isMapped(plainPath(script)) && this.#sourceMaps.lacksMap(script, [...calls.values()]),
      )
      .map(([script]) => script);
  }

  /** Names calls of one script, so that its map is read once for all of them. */
  #name(script: string, unordered: readonly UnknownCall[], isLate: IsLate): NamedCall[] {
    // In the script's order, so that of two functions that ask for one name the same gets it in every process.
    const calls = [...unordered].sort((a, b) => a.line - b.line || a.column - b.column);
    const file = plainPath(script);
    const isOwn = isOwnFile(file);
    const isGenerated = !isMapped(file);
    const places = isGenerated ? [] : this.#sourceMaps.originalPlaces(script, calls, isLate);
    const isFinal = isGenerated || !this.#sourceMaps.lacksMap(script, calls);
    return calls.map(({ functionName, line, column, key, rows }, index) => {
      const ran = { function: functionName, file, line: Math.max(0, line), column: Math.max(0, column) };
      const frame = this.#frameAt(places[index] ?? ran, isOwn);
      if (isFinal) this.#raw.add(key, frame, BYTES_AN_ENTRY + key.length);
      if (this.#onRenamed !== undefined) this.#notePassing(key, frame, isFinal);
      return { frame, rows };
    });
  }

  #notePassing(key: string, frame: Frame, isFinal: boolean): void {
    if (!isFinal) {
      this.#passing.get(key, () => ({ value: frame, weight: BYTES_AN_ENTRY + key.length }));
      return;
    }
    const passing = this.#passing.find(key)?.value;
    if (passing !== undefined && passing !== frame) this.#onRenamed?.(passing, frame);
  }

  #frameAt({ function: name, file: longFile, line, column }: CodePlace, isOwn = false): Frame {
    const file = shortName(longFile, LONGEST_FILE);
    const named = { function: shortName(name) || ANONYMOUS, file, line, column };
    return this.#frames.get(identityOf(named), () => {
      const { package: packageName, shortPath } = packagedFile(file, this.#workingDirectory, this.#exists);
      const site = this.#siteNames.siteOf({ ...named, shortPath });
      return {
        value: { ...named, package: isOwn ? OWN_PACKAGE : packageName, site },
        weight: BYTES_A_FRAME + BYTES_AN_ENTRY + 2 * (site.length + 2 * file.length),
      };
    });
  }

  /** Returns a function that says whether some seconds have passed since. */
  #lateAfter(seconds: number): IsLate {
    const end = this.#now() + seconds;
    return () => this.#now() > end;
  }
}

/** A call that has no frame yet, and the rows of the node table that are to have it. */
interface UnknownCall extends RawCall {
  readonly key: string;
  readonly rows: number[];
}

/** What a table knows of a profile. */
interface Known {
  /** The frame of each row, `undefined` where it is not known. */
  readonly frames: Array<Frame | undefined>;
  /** The calls that are not known, by their script. */
  readonly unknown: Map<string, Map<string, UnknownCall>>;
}

/** A call with its frame. */
interface NamedCall {
  readonly frame: Frame;
  readonly rows: readonly number[];
}

/**
 * Returns true for a file whose original places are looked for. Nobody asks for those of this package's code, and reading its
 * maps would cost more than all else.
 */
function isMapped(file: string): boolean {
  return isProgramFrame({ file }) && !isOwnFile(file) && !isOwnLibrary(file);
}

function keyOf({ functionName, script, line, column }: RawCall): string {
  return `${functionName}\n${script}\n${line}:${column}`;
}

/** Makes one number of a script's and a node's: a node's alone is given again in V8's next run. */
function nodeKey(scriptId: number, nodeId: number): number {
  return (scriptId % 2 ** 21) * 2 ** 31 + nodeId;
}

/** Returns the folder that this process runs in, or the root where that folder has been deleted. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/** Returns a function that says whether a file exists, as it first was. */
function rememberingExistence(): (path: string) => boolean {
  const known = new BoundedCache<boolean>(EXISTENCE_BYTES);
  return (path) => known.get(path, () => ({ value: existsSync(path), weight: BYTES_AN_ENTRY + path.length }));
}
