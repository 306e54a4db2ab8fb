/** The place at which a function starts. */
export interface CodePlace {
  /** The function's name, empty where it has none. */
  readonly function: string;
  /** The absolute path of the file with forward slashes, or a URL. */
  readonly file: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1: that of the nearest mapping before the function, and as far on as the function is there. */
  readonly column: number;
}

/** A function of a script as V8 names it. */
export interface ScriptFunction {
  /** V8's name of the function, as the script has it. */
  readonly functionName: string;
  /** The line at which the function starts, counted from 1. */
  readonly line: number;
  /** The column at which it starts, counted from 1. */
  readonly column: number;
}
