/** A line of a script and the identifiers in it that a map has a name for. */
export interface NamedLine {
  readonly text: string;
  /** 0-based column the function starts at: of its parameters, or of `async` or a lone parameter of an arrow. */
  readonly column: number;
  /** Identifiers before the function's start, left to right, with the name each had when it was written. */
  readonly named: ReadonlyArray<{ readonly column: number; readonly name: string }>;
}

/** What stands between a function's name and its start: `a(`, `a=(`, `a: async function*(`. */
const BETWEEN = /^\s*(?:[=:]\s*)?(?:async\b\s*)?(?:function\b\s*\*?\s*)?(?:class\b\s*)?$/;

/**
 * A function's name before a minifier shortened it. Source maps name identifiers, not functions, so this is the
 * name of the identifier that gave the function its own: the one it is declared with or assigned to.
 *
 * @param functionName V8's name, such as `a` or `a.b`
 * @returns the given name where the map has no other
 */
export function originalName(functionName: string, { text, column, named }: NamedLine): string {
  const short = functionName.slice(functionName.lastIndexOf('.') + 1);
  if (short === '') return functionName;
  const identifiers = named.filter(
    (one) => text.startsWith(short, one.column) && !/^[\w$]/.test(text.slice(one.column + short.length)),
  );
  const found =
    identifiers.findLast((one) => BETWEEN.test(text.slice(one.column + short.length, column))) ??
    // A constructor has the name of its class, which stands further off.
    identifiers.findLast(
      (one) =>
        /^\s*=\s*class\b/.test(text.slice(one.column + short.length, one.column + short.length + 20)) ||
        /\bclass\s+$/.test(text.slice(Math.max(0, one.column - 20), one.column)),
    );
  return found === undefined ? functionName : functionName.slice(0, -short.length) + found.name;
}
