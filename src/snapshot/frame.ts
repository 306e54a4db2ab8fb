/** One function on a stack, where a person wrote it. V8 distinguishes functions by where they start, not by line. */
export interface Frame {
  /** The function's name; `(anonymous)` where it has none. */
  readonly function: string;
  /** Absolute path of the file, a `node:` name or another URL; empty for builtins and V8's own buckets. */
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

/** Returns true for a frame of the program or its packages, which is neither a builtin's nor of Node's own modules. */
export function isProgramFrame({ file }: Pick<Frame, 'file'>): boolean {
  return file !== '' && !file.startsWith('node:');
}

/** Returns the file as the site names it: from the package's name on, or below the working directory. */
export function shortFile({ site, function: name, file, line }: Frame): string {
  return file === '' ? '' : site.slice(name.length + 1, site.length - `:${line}`.length);
}
