import { pathInPackage } from '../symbols/packages.js';

/** One function on a stack, where a person wrote it. V8 distinguishes functions by where they start, not by line. */
export interface Frame {
  /** The function's name; `(anonymous)` where it has none. */
  readonly function: string;
  /**
   * Absolute path of the file, a `node:` name or another URL; empty for builtins and V8's own buckets, and
   * {@link UNNAMED_SCRIPT}.
   */
  readonly file: string;
  /** 1-based line of the function's start, 0 where there is none. */
  readonly line: number;
  /** The npm package to which the file belongs; `null` for the program's own files, Node's and V8's. */
  readonly package: string | null;
  /**
   * The short name of the function and its place, which is the same after a restart of the same code:
   * `MemoryStore.set express-session/session/memory.js:121`.
   */
  readonly site: string;
}

/** The frame that stands for a row which a table does not have; a sound table has every row. */
export const UNKNOWN_FRAME: Frame = { function: '(unknown)', file: '', line: 0, package: null, site: '(unknown)' };

/** The place that stands for all sites that are not distinguished, or not listed by themselves. */
export const OTHER_FRAME: Frame = { site: '(other)', function: '(other)', file: '', line: 0, package: null };

/**
 * The file of functions whose script has no name: code of `new Function` or `eval`, and scripts that V8 has collected before
 * a profile named them.
 */
export const UNNAMED_SCRIPT = '<unnamed script>';

/** Returns true for a frame of the program or its packages, which is neither a builtin's nor of Node's own modules. */
export function isProgramFrame({ file }: Pick<Frame, 'file'>): boolean {
  return file !== '' && !file.startsWith('node:');
}

/** Returns the file as the site names it: short, and another one for each copy of a package. */
export function shortFile({ site, function: name, file, line }: Frame): string {
  if (file === '') return '';
  const place = site.slice(name.length + 1);
  const end = `:${line}`;
  return place.endsWith(end) ? place.slice(0, -end.length) : place;
}

/** Returns the names of a file that globs match: the whole path, the short one, and the one that all copies share. */
export function fileNames(frame: Frame): readonly string[] {
  const shared = pathInPackage(frame.file);
  return [frame.file, shortFile(frame), ...(shared === undefined ? [] : [shared])];
}
