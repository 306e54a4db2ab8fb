import { invalidOption, reasonOf } from '../values/errors.js';
import { globMatcher } from '../values/glob.js';
import { flag, integer, oneOf, onlyKeys } from '../values/option-values.js';
import { fileNames, type Frame } from './frame.js';
import { OWN_PACKAGE } from './own-files.js';
import { rememberedFrames } from './remembered-frames.js';

/** The place of memory: on V8's heap, or outside it and held by an object on it, such as a Buffer. */
export type Domain = 'heap' | 'external';

/** The conditions of a filter, all of which must hold. */
export interface FilterConditions {
  /**
   * Globs of which one must match the frame's absolute file, or its short one, as a site shows it, or its path from the name
   * of its package on, which all copies of the package share.
   */
  file?: string | readonly string[];
  /** The 1-based line at which the function starts. */
  line?: number;
  /** A glob that must match the name of the frame's npm package; `null` for files that belong to none. */
  package?: string | null;
  /** The domain in which the memory must lie. */
  domain?: Domain;
  /** Asks every frame of the stack, of which one must match, instead of the site alone. @default false */
  allFrames?: boolean;
}

const KEYS = ['file', 'line', 'package', 'domain', 'allFrames'] as const satisfies Array<keyof FilterConditions>;

/**
 * Chooses traces. Compare Python's `tracemalloc.Filter` and `DomainFilter`. In globs `*` stops at a slash and `**` does
 * not; there are `?`, `[a-z]`, `{a,b}` and the groups `+(a|b)`, `!(a|b)` and the like, and `!` before all of one negates it.
 */
export class Filter {
  /** True where the filter keeps what matches, false where it leaves that out. */
  readonly inclusive: boolean;
  /** The conditions, all of which must hold for a trace to match. */
  readonly conditions: Readonly<FilterConditions>;
  readonly #matchesFile: (frame: Frame) => boolean;
  readonly #matchesPackage: (frame: Frame) => boolean;

  /**
   * Makes a filter; one without conditions matches every trace.
   *
   * @param inclusive true to keep what matches, false to leave that out
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`
   */
  constructor(inclusive: boolean, conditions: FilterConditions) {
    flag(inclusive, 'inclusive');
    onlyKeys(conditions, KEYS, 'filter');
    const { file, line, package: packageName, domain, allFrames = false } = conditions;
    flag(allFrames, 'filter.allFrames');
    if (line !== undefined) integer(line, 1, 1e9, 'filter.line');
    if (domain !== undefined) oneOf(domain, ['heap', 'external'], 'filter.domain');
    this.inclusive = inclusive;
    this.conditions = conditions;
    const isFile = globber(file, 'filter.file');
    this.#matchesFile = rememberedFrames((frame) => frame.file !== '' && isFile(fileNames(frame)));
    const isPackage = packageName === null ? undefined : globber(packageName, 'filter.package');
    this.#matchesPackage = rememberedFrames(({ package: name }) =>
      name === null ? packageName === null : isPackage?.([name]) === true,
    );
  }

  /** Returns true where a trace meets the conditions, whether the filter keeps it or leaves it out. */
  matches(trace: { readonly domain: Domain; readonly site: Frame; readonly frames: readonly Frame[] }): boolean {
    const { domain, allFrames = false } = this.conditions;
    if (domain !== undefined && domain !== trace.domain) return false;
    return allFrames ? trace.frames.some((frame) => this.#holds(frame)) : this.#holds(trace.site);
  }

  #holds(frame: Frame): boolean {
    const { file, line, package: packageName } = this.conditions;
    return (
      (line === undefined || line === frame.line) &&
      (packageName === undefined || this.#matchesPackage(frame)) &&
      (file === undefined || this.#matchesFile(frame))
    );
  }
}

/** The filters that leave out what Node's own modules and this package allocate for themselves. */
export const PROGRAM_ONLY: readonly Filter[] = [
  new Filter(false, { package: OWN_PACKAGE }),
  new Filter(false, { file: ['node:*', 'node:*/**'] }),
];

/** Returns true where a trace matches an inclusive filter, if there is one, and no exclusive one. */
export function passes(filters: readonly Filter[], trace: Parameters<Filter['matches']>[0]): boolean {
  const inclusive = filters.filter((filter) => filter.inclusive);
  if (inclusive.length > 0 && !inclusive.some((filter) => filter.matches(trace))) return false;
  return !filters.some((filter) => !filter.inclusive && filter.matches(trace));
}

function globber(globs: string | readonly string[] | undefined, name: string): (texts: readonly string[]) => boolean {
  if (globs === undefined) return () => true;
  const list = typeof globs === 'string' ? [globs] : globs;
  if (!Array.isArray(list) || list.length === 0 || !list.every((glob) => typeof glob === 'string' && glob !== '')) {
    throw invalidOption(name, globs, 'a glob or several, such as "src/cache/**"');
  }
  const matchers = (list as string[]).map((glob) => {
    try {
      return globMatcher(glob);
    } catch (error) {
      throw invalidOption(name, glob, `a glob such as "src/cache/**", not ${reasonOf(error)}`);
    }
  });
  return (texts) => matchers.some((matches) => matches(texts));
}
