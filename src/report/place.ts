import { OTHER_FRAME } from '../snapshot/frame.js';

/** A function of the program, where a person wrote it: plain data. */
export interface Place {
  /** Short name, the same after a restart of the same code: `MemoryStore.set express-session/session/memory.js:121`. */
  readonly site: string;
  readonly function: string;
  /** Absolute path or URL; empty where there is none. */
  readonly file: string;
  /** 1-based line of the function's start; 0 where there is none. */
  readonly line: number;
  /** npm package the file belongs to; `null` for the program's own files. */
  readonly package: string | null;
}

/** Copies the place out of anything that has one, and nothing else of it. */
export function placeOf({ site, function: name, file, line, package: packageName }: Place): Place {
  return { site, function: name, file, line, package: packageName };
}

/** Stands for all the sites that are not listed by themselves. */
export const OTHER_PLACE: Place = placeOf(OTHER_FRAME);
