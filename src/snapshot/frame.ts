/** One function on a stack, where a person wrote it. V8 tells functions apart by where they start, not by line. */
export interface Frame {
  /** The function's name; `(anonymous)` where it has none. */
  readonly function: string;
  /** Absolute path, a `node:` name, another URL, or empty for builtins and V8's own buckets. */
  readonly file: string;
  /** 1-based line of the function's start, 0 where there is none. */
  readonly line: number;
  /** npm package the file belongs to, `null` for the program's own files, Node's and V8's. */
  readonly package: string | null;
  /** Short name, the same after a restart of the same code: `MemoryStore.set express-session/session/memory.js:121`. */
  readonly site: string;
}

/** Stands where a table has no such row, which a sound one always has. */
export const UNKNOWN_FRAME: Frame = { function: '(unknown)', file: '', line: 0, package: null, site: '(unknown)' };

/** True for a frame of the program and its packages: neither a builtin nor one of Node's own modules. */
export function isProgramFrame({ file }: Pick<Frame, 'file'>): boolean {
  return file !== '' && !file.startsWith('node:');
}

/** The file as the site names it: from the package's name on, or below the working directory. */
export function shortFile({ site, function: name, file, line }: Frame): string {
  return file === '' ? '' : site.slice(name.length + 1, site.length - `:${line}`.length);
}
