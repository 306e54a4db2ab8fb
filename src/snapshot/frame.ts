import { pathInPackage } from '../symbols/packages.js';

/** One function on a stack, where a person wrote it. V8 distinguishes functions by where they start, not by line. */
export interface Frame {
  /** The function's name; `(anonymous)` where it has none. */
  readonly function: string;
  /**
   * Absolute path of the file, a `node:` name or another URL; empty for builtins and V8's own buckets. Code without a file
   * has {@link GENERATED_CODE} or {@link UNNAMED_SCRIPT}.
   */
  readonly file: string;
  /** 1-based line of the function's start, 0 where there is none. */
  readonly line: number;
  /** 1-based column of the function's start, 0 where there is none. */
  readonly column: number;
  /** The npm package to which the file belongs; `null` for the program's own files, Node's and V8's. */
  readonly package: string | null;
  /**
   * The short name of the function and its place, which is the same after a restart of the same code and no other function's:
   * `MemoryStore.set express-session/session/memory.js:121`. The column is part of it where the line does not suffice.
   */
  readonly site: string;
}

/** The frame that stands for a row which a table does not have; a sound table has every row. */
export const UNKNOWN_FRAME: Frame = frameNamed('(unknown)');

/** The place that stands for all sites that are not distinguished, or not listed by themselves. */
export const OTHER_FRAME: Frame = frameNamed('(other)');

/** The file of functions of `new Function` or `eval`, where it cannot be told who has made them. */
export const GENERATED_CODE = '<generated code>';

/** The file of functions that Node has called and whose script V8 has collected before a profile named it. */
export const UNNAMED_SCRIPT = '<unnamed script>';

/** Returns true for a frame of the program or its packages, which is neither a builtin's nor of Node's own modules. */
export function isProgramFrame({ file }: Pick<Frame, 'file'>): boolean {
  return file !== '' && !file.startsWith('node:');
}

/** Makes the frame of something that has no file. */
export function frameNamed(name: string): Frame {
  return { function: name, file: '', line: 0, column: 0, package: null, site: name };
}

/** Returns the place as the site names it: the short file, and the line and column where these are part of it. */
export function shortPlace({ site, function: name, file }: Frame): string {
  return file === '' ? '' : site.slice(name.length + 1);
}

/** Returns the file as the site names it: short, and another one for each copy of a package. */
export function shortFile(frame: Frame): string {
  const place = shortPlace(frame);
  const [line, column] = [`:${frame.line}`, `:${frame.column}`];
  const ofLine = place.endsWith(line + column) ? place.slice(0, -column.length) : place;
  return ofLine.endsWith(line) ? ofLine.slice(0, -line.length) : ofLine;
}

/** Returns the names of a file that globs match: the whole path, the short one, and the one that all copies share. */
export function fileNames(frame: Frame): readonly string[] {
  const shared = pathInPackage(frame.file);
  return [frame.file, shortFile(frame), ...(shared === undefined ? [] : [shared])];
}
