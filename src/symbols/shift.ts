import type { CodePlace, ScriptFunction } from './code-place.js';
import { isNamedIn } from './function-start.js';

/** What stands in a script before the text that its map is of: lines, and columns of the first line. */
export interface Shift {
  readonly lines: number;
  readonly columns: number;
}

/** The length of `(function (exports, require, module, __filename, __dirname) { `, which Node puts before CommonJS if asked. */
const WRAPPER_COLUMNS = 62;

/** The shifts that are tried: none, Node's wrapper, and some lines of a loader's. */
const SHIFTS: readonly Shift[] = [
  { lines: 0, columns: 0 },
  { lines: 0, columns: WRAPPER_COLUMNS },
  ...[1, 2, 3].map((lines) => ({ lines, columns: 0 })),
];

/** Moves a function back by a shift. */
export function unshifted<F extends ScriptFunction>(one: F, { lines, columns }: Shift): F {
  if (lines === 0 && columns === 0) return one;
  return { ...one, line: one.line - lines, column: one.line === 1 ? one.column - columns : one.column };
}

/**
 * Finds the shift with which the most functions are where their names stand in the original files.
 *
 * @param placesWith gives the places of the functions with a shift
 * @returns `undefined` where more names speak against each shift than for it; and whether any name speaks for it
 */
export function findShift(
  placesWith: (shift: Shift) => ReadonlyArray<CodePlace | undefined>,
  linesOf: (file: string) => readonly string[] | undefined,
): { readonly shift: Shift | undefined; readonly isSure: boolean } {
  let best: { readonly shift: Shift | undefined; readonly score: number } = { shift: undefined, score: -1 };
  for (const shift of SHIFTS) {
    let [right, wrong] = [0, 0];
    for (const place of placesWith(shift)) {
      const lines = place && linesOf(place.file);
      const isRight = lines && isNamedIn(lines, place);
      if (isRight === true) right += 1;
      else if (isRight === false) wrong += 1;
    }
    const isPossible = right > wrong || wrong === 0;
    if (isPossible && right - wrong > best.score) best = { shift, score: right - wrong };
  }
  return { shift: best.shift, isSure: best.score > 0 };
}
