import type { ScriptFunction } from './code-place.js';

/** The source of an expression that matches an identifier. */
export const IDENTIFIER: string = String.raw`[\p{ID_Start}$_][\p{ID_Continue}$\u200C\u200D]*`;

/** Matches what V8 takes for the start of a function: its parameters, `async`, or `class` where it is a constructor. */
const START = new RegExp(String.raw`^(?:\(|async\b|class\b|${IDENTIFIER}\s*=>)`, 'u');

/** Matches the field at which V8 lets the code start that initializes the fields of a class, under any name. */
const FIELD = new RegExp(String.raw`^(?:static\b|[["'#\d]|${IDENTIFIER}\s*(?:[=;}]|$))`, 'u');

const LAST_IDENTIFIER = new RegExp(`${IDENTIFIER}$`, 'u');

/** The number of characters that are looked at. */
const LOOKED_AT = 200;

/**
 * Says whether a function starts where V8 has it in a text: it does not where V8 was handed another text than this one. It is
 * `undefined` for what may start anywhere: a script's top level, and the code that initializes the fields of a class.
 */
export function startsIn(
  lines: readonly string[],
  { functionName, line, column }: ScriptFunction,
): boolean | undefined {
  if ((line === 1 && column <= 1) || line < 1 || functionName.startsWith('<')) return undefined;
  const text = (lines[line - 1] ?? '').slice(Math.max(0, column - 1), column - 1 + LOOKED_AT);
  if (START.test(text)) return true;
  return FIELD.test(text) && isInClass(lines, line, functionName) ? undefined : false;
}

/** Says whether a line may be within a class of a name, or of none. */
function isInClass(lines: readonly string[], line: number, name: string): boolean {
  return lines.slice(0, line).some((text) => /\bclass\b/.test(text) && text.includes(name));
}

/** The lines above and below a place in which the name of its function is looked for. */
const LINES_AROUND = 1;

/**
 * Says whether a text has the name of a function where the function is said to be; `undefined` for one without a name that a
 * person wrote.
 */
export function isNamedIn(
  lines: readonly string[],
  { function: functionName, line }: { readonly function: string; readonly line: number },
): boolean | undefined {
  const name = LAST_IDENTIFIER.exec(functionName)?.[0];
  if (name === undefined) return undefined;
  const around = lines.slice(Math.max(0, line - 1 - LINES_AROUND), line + LINES_AROUND);
  // A constructor has the name of its class, which may stand far above.
  return around.some((text) => text.includes(name) || text.includes('constructor'));
}
