import { printable } from '../values/printable.js';

/** The fault of a text that is not JSON, in words, and its place: line and column count from 1. */
export interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  readonly words: string;
}

/**
 * Matches V8's message on a character that no value begins with; it shows what stands around that and names no place.
 */
const NO_VALUE = /^Unexpected token (.+?), (?:\.\.\.)?"/s;

/** Matches the position at the end of V8's messages on texts that are not JSON. */
const POSITION = /(?: in JSON)? at position (\d+)(?: \(line \d+ column \d+\))?$/;

/**
 * Turns V8's message on a text that is not JSON into a place in the text, and words that show nothing of what may be a
 * secret.
 */
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

/**
 * Finds the character that V8 refuses by bisection: the text up to it merely ends too early, and with it has the same
 * fault as the whole text.
 */
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
