import { BoundedCache } from '../symbols/bounded-cache.js';
import type { Frame } from './frame.js';

/** The largest column that a person writes a function at: lines of generated code are longer, and hold many of one name. */
const LARGEST_WRITTEN_COLUMN = 200;

/** The name of functions that have none. */
export const ANONYMOUS = '(anonymous)';

/** A function that is to have a site, with its file as a person reads it. */
export interface NamedFunction extends Pick<Frame, 'function' | 'file' | 'line' | 'column'> {
  readonly shortPath: string;
}

/**
 * Names the sites of functions, each by another name. A name depends on nothing but the function, so that it is the same in
 * every process, unless a person has written two functions of one name on one line: then the later one to come has its
 * column with it, and where that is the same, its whole path.
 */
export class SiteNames {
  /** The function that each site is the name of. */
  readonly #owners: BoundedCache<string>;

  /** Begins without names. @param memoryBytes the bytes that names take before the oldest of them are given again */
  constructor(memoryBytes: number) {
    this.#owners = new BoundedCache(memoryBytes);
  }

  /** Returns the site of a function, the same as before where it has been asked for. */
  siteOf(one: NamedFunction): string {
    const owner = identityOf(one);
    const names = namesOf(one);
    const isFree = (site: string): boolean => (this.#owners.find(site)?.value ?? owner) === owner;
    const site = names.find(isFree) ?? names.at(-1) ?? one.function;
    this.#owners.get(site, () => ({ value: owner, weight: BYTES_A_NAME + 2 * (site.length + owner.length) }));
    return site;
  }
}

/** The memory of a name besides its texts. */
const BYTES_A_NAME = 100;

/** Makes a text that no two functions share. */
export function identityOf({ function: name, file, line, column }: Omit<NamedFunction, 'shortPath'>): string {
  return `${name}\n${file}\n${line}:${column}`;
}

/** Lists the names that a function may have, the best first. */
function namesOf({ function: name, file, shortPath, line, column }: NamedFunction): readonly string[] {
  if (file === '') return [name];
  const places = [shortPath, file];
  if (line === 0) return places.map((place) => `${name} ${place}`);
  const byLine = places.map((place) => `${name} ${place}:${line}`);
  if (column === 0) return byLine;
  const byColumn = places.map((place) => `${name} ${place}:${line}:${column}`);
  const isLineEnough = name !== ANONYMOUS && column <= LARGEST_WRITTEN_COLUMN;
  return isLineEnough ? [byLine[0] ?? '', ...byColumn] : byColumn;
}
