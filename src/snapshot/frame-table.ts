import type { NodeTable, Profile } from '../v8/profile.js';
import { packagedFile } from '../symbols/packages.js';
import { plainPath } from '../symbols/plain-path.js';
import { sourceMaps } from '../symbols/shared.js';
import type { CodePlace, SourceMaps } from '../symbols/source-maps.js';
import { type Frame, isProgramFrame, UNKNOWN_FRAME } from './frame.js';
import { isOwnFile, isOwnLibrary, OWN_PACKAGE, worksForUs } from './own-files.js';

/** One call as V8 names it. */
interface RawCall {
  readonly functionName: string;
  readonly script: string;
  readonly line: number;
  readonly column: number;
}

/** Gives every node of a profile its frame; frames are kept, so that a function is one object for life. */
export class FrameTable {
  readonly #workingDirectory: string;
  readonly #capacity: number;
  readonly #sourceMaps: SourceMaps;
  /** By what V8 says of a function. */
  #raw = new Map<string, Frame>();
  /** By the frame's short name. */
  #frames = new Map<string, Frame>();

  /**
   * @param options.workingDirectory what short paths are relative to, @default that of the process
   * @param options.capacity frames kept before the memory is emptied and begun anew, @default 20,000
   */
  constructor(options: { workingDirectory?: string; capacity?: number; sourceMaps?: SourceMaps } = {}) {
    this.#workingDirectory = (options.workingDirectory ?? currentDirectory()).replaceAll('\\', '/');
    this.#capacity = options.capacity ?? 20_000;
    this.#sourceMaps = options.sourceMaps ?? sourceMaps;
  }

  /** The frame of each row of the node table. */
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

  /** The frame of each row's site, see {@link siteRows}. */
  sitesOf(profile: Profile): readonly Frame[] {
    return sitesOf(profile, this.framesOf(profile));
  }

  /** The frame of one call as V8 names it; lines and columns count from 1. */
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
    const { package: packageName, shortPath } = packagedFile(place.file, this.#workingDirectory);
    const shownName = place.function || '(anonymous)';
    const site = shortPath === '' ? shownName : `${shownName} ${shortPath}:${place.line}`;
    const known = this.#frames.get(site);
    if (known !== undefined) return known;
    const frame: Frame = {
      function: shownName,
      file: place.file,
      line: place.line,
      package: isOwnFile(script) ? OWN_PACKAGE : packageName,
      site,
    };
    this.#frames.set(site, frame);
    return frame;
  }

  #placeOf(name: string, script: string, line: number, column: number): CodePlace {
    const generated = { function: name, file: script, line };
    // Nobody looks at our own code here, and reading its maps would cost more than all the rest.
    if (!isProgramFrame(generated) || isOwnFile(script) || isOwnLibrary(script)) return generated;
    return this.#sourceMaps.originalPlace(script, line, column, name) ?? generated;
  }
}

/** The folder this process runs in; the root where that has been deleted. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/** The frame of each row's site, see {@link siteRows}. */
export function sitesOf({ nodes }: Pick<Profile, 'nodes'>, frames: readonly Frame[]): readonly Frame[] {
  return Array.from(siteRows(nodes, frames), (row) => frames[row] ?? UNKNOWN_FRAME);
}

/**
 * For each row of a node table the row of its site: the innermost frame of the program on its stack, else the
 * innermost of Node's own, else the innermost there is. V8's buckets, such as `(V8 API)`, are sites of their own.
 * What this package's libraries do for it is its own.
 */
export function siteRows(nodes: Pick<NodeTable, 'count' | 'parent'>, frames: readonly Frame[]): Int32Array {
  const sites = new Int32Array(nodes.count);
  for (let row = 0; row < nodes.count; row += 1) {
    const parent = nodes.parent[row] ?? -1;
    const inherited = parent >= 0 ? (sites[parent] ?? 0) : row;
    const [own, caller] = [frames[row], frames[inherited]];
    const isOwn = rankOf(own) >= rankOf(caller) && !(own !== undefined && worksForUs(own, caller));
    sites[row] = isOwn ? row : inherited;
  }
  return sites;
}

function rankOf(frame: Frame | undefined): number {
  if (frame === undefined || frame.file === '') return 0;
  return isProgramFrame(frame) ? 2 : 1;
}
