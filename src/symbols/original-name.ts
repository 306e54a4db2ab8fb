/** A part of a line of a script, and the identifiers in it that a map has a name for. */
export interface NamedLine<I extends Identifier> {
  readonly text: string;
  /** The 0-based column at which the function starts: at its parameters, or at `async` or a lone parameter of an arrow. */
  readonly column: number;
  /** The identifiers before the function's start, from left to right. */
  readonly named: readonly I[];
  /** Finds the name that an identifier was written with. */
  readonly nameOf: (identifier: I) => string | undefined;
}

/** An identifier of a script. */
interface Identifier {
  /** The 0-based column in the text at which it starts. */
  readonly column: number;
}

/** Matches what stands between a function's name and its start: `a(`, `a=(`, `a: async function*(`. */
const BETWEEN = /^\s*(?:[=:]\s*)?(?:async\b\s*)?(?:function\b\s*\*?\s*)?(?:class\b\s*)?$/;

/** Matches what stands between an object and the function assigned into it: `a.b=function(`, `a.prototype.b=(`. */
const BETWEEN_OWNER = new RegExp(BETWEEN.source.replace('^', String.raw`^(?:\.[\w$]+)+`));

/**
 * Finds a function's name from before a minifier shortened it. Source maps name identifiers, not functions, so this is
 * the name of the identifier that gave the function its own: the one it is declared with or assigned to.
 *
 * @param functionName V8's name, such as `a`, `a.b` or `get #a`
 * @returns the original name, or the given one where the map has no other
 */
export function originalName<I extends Identifier>(
  functionName: string,
  { text, column, named, nameOf }: NamedLine<I>,
): string {
  const nameOfAny = (one: I | undefined): string | undefined => one && nameOf(one);
  const identifiers = (short: string): readonly I[] =>
    named.filter((one) => text.startsWith(short, one.column) && !/^[\w$]/.test(text.slice(one.column + short.length)));
  const nearest = (short: string, between: RegExp): string | undefined =>
    nameOfAny(identifiers(short).findLast((one) => between.test(text.slice(one.column + short.length, column))));

  const start = Math.max(functionName.lastIndexOf('.'), functionName.lastIndexOf(' ')) + 1;
  const short = functionName.slice(start);
  if (short === '') return functionName;
  const before = functionName.slice(0, start).replaceAll(/[\w$]+(?=\.)/g, (one) => nearest(one, BETWEEN_OWNER) ?? one);
  // A constructor has the name of its class, which stands further to the left.
  const isClass = (one: I): boolean =>
    /\bconstructor\s*$/.test(text.slice(Math.max(0, column - 20), column)) &&
    (/^\s*=\s*class\b/.test(text.slice(one.column + short.length, one.column + short.length + 20)) ||
      /\bclass\s+$/.test(text.slice(Math.max(0, one.column - 20), one.column)));
  return before + (nearest(short, BETWEEN) ?? nameOfAny(identifiers(short).findLast(isClass)) ?? short);
}
