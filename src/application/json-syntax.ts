import { printable } from '../values/printable.js';

/** A syntax fault is what is wrong with a text that is no JSON, and where: line and column count from 1. */
export interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  readonly words: string;
}

/** V8's message on a character that no value begins with shows what stands around it, and does not say where that is. */
const NO_VALUE = /^Unexpected token (.+?), (?:\.\.\.)?"/s;

/** V8's other messages end with the position. */
const POSITION = /(?: in JSON)? at position (\d+)(?: \(line \d+ column \d+\))?$/;

/** Makes V8's message on a text that is no JSON a place in it, and words that show nothing of what may be a secret. */
export function syntaxFault(text: string, message: string): SyntaxFault {
  const token = NO_VALUE.exec(message)?.[1];
  const offset = token === undefined ? Number(POSITION.exec(message)?.[1] ?? text.length) : offsetOfToken(text);
  const words =
    token === undefined
      ? message.replace(POSITION, '').replace(/^[A-Z](?=[a-z])/, lowerCase)
      : `unexpected token ${token}`;
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return {
    line: lines.length,
    column: (lines.at(-1) ?? '').length + 1,
    words: offset < text.length ? printable(words) : 'it ends too early',
  };
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

/** Halves its way to the character: a beginning of the text without it only ends too early, one with it has the same fault. */
function offsetOfToken(text: string): number {
  let [without, withIt] = [0, text.length];
  while (withIt - without > 1) {
    const middle = Math.floor((without + withIt) / 2);
    if (hasToken(text.slice(0, middle))) withIt = middle;
    else without = middle;
  }
  return without;
}

function hasToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof Error && NO_VALUE.test(error.message);
  }
}
