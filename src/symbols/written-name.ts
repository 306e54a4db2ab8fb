import { IDENTIFIER } from './function-start.js';

/** The names that a function is given: by assignment, with or without a type, or as a property of an object. */
const GIVEN = [String.raw`(#?${IDENTIFIER})\s*(?::[^=;,(){}]*)?=\s*`, String.raw`(?:^|[{,])\s*(${IDENTIFIER})\s*:\s*`];

/** Matches such a name before a function's start: a lone parameter is one where a tool has taken away its brackets. */
const NAME_BEFORE = new RegExp(
  String.raw`(?:${GIVEN.join('|')})(?:async\b\s*)?(?:function\b\s*\*?\s*)?(?:\(\s*)?$`,
  'u',
);

/** The characters before a function that are looked at. */
const LOOKED_AT = 200;

/**
 * Reads from a text the name of the function that starts at a column, which counts from 1; it is `undefined` where no name
 * stands there. Tools hand V8 functions without the name that they had: `const f = name((a) => a, 'f')`.
 */
export function writtenName(line: string, column: number): string | undefined {
  const found = NAME_BEFORE.exec(line.slice(Math.max(0, column - 1 - LOOKED_AT), column - 1));
  return found?.[1] ?? found?.[2];
}

const MINIFIED_OWNER = new RegExp(String.raw`^${IDENTIFIER.replace('*', '?')}\.`, 'u');

/** Returns true for the name of a function that was assigned into an object of a very short name, as minifiers give. */
export function hasMinifiedOwner(functionName: string): boolean {
  return MINIFIED_OWNER.test(functionName);
}

/**
 * Takes from a function's name that of the object that a minifier has it assigned into, `r` of `r.made`; it is `undefined`
 * where the line of the function speaks of such an object.
 */
export function withoutOwner(functionName: string, line: string): string | undefined {
  const [owner = '', ...rest] = functionName.split('.');
  const words: readonly string[] = line.match(WORDS) ?? [];
  const name = rest.join('.');
  return words.includes(owner) || !words.includes(rest.at(-1) ?? '') ? undefined : name;
}

const WORDS = new RegExp(IDENTIFIER, 'gu');
