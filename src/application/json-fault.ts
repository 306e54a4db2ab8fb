import { printable, reasonOf } from '../values/errors.js';

/** What is wrong with a JSON text, and where: line and column from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly words: string;
}

/** Deeper than any option lies; a parser that calls itself fails far below. */
const DEEPEST = 10;

/** A text in quotation marks, or a bracket outside of one. */
const BRACKETS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[[{]|[\]}]/gs;

/** Where brackets stand within too many others; `undefined` where none do. */
export function nestingFault(text: string): JsonFault | undefined {
  let depth = 0;
  for (const { 0: part, index } of text.matchAll(BRACKETS)) {
    if (part === ']' || part === '}') depth -= 1;
    if (part === '[' || part === '{') depth += 1;
    if (depth > DEEPEST) return { ...placeAt(text, index), words: 'brackets too deep' };
  }
  return undefined;
}

/** What a parser stopped at. @param parse the parser, to be asked once more */
export function syntaxFault(text: string, error: unknown, parse: (text: string) => unknown): JsonFault {
  if (endsTooEarly(text, error, parse)) return { ...placeAt(text, text.length), words: 'it ends too early' };
  const { line = 1, column = 1, offset = 0 } = error as { line?: number; column?: number; offset?: number };
  const message = messageOf(error);
  // Within numbers and escapes it tells the place of the character before.
  const character = /^Unexpected character '(.)' /s.exec(message)?.[1];
  const isNext = character !== undefined && text[offset] !== character && text[offset + 1] === character;
  // Without the place at its end.
  const words = printable(message.replace(/ found\. \(\d+:\d+\)$/, ''));
  return { line, column: isNext ? column + 1 : column, words: words.replace(/^U/, 'u') };
}

/**
 * Momoa says of a text that ends too early that its last token is unexpected, or a character that is not there. With
 * another character at the end, which stands in no JSON, it stops at that one.
 */
function endsTooEarly(text: string, error: unknown, parse: (text: string) => unknown): boolean {
  if (messageOf(error).startsWith('Unexpected end')) return true;
  try {
    parse(`${text}\0`);
  } catch (another) {
    return messageOf(another).startsWith('Unexpected end') || (another as { offset?: number }).offset === text.length;
  }
  return false;
}

/** The whole message: the character it complains of may be a line break. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : reasonOf(error);
}

function placeAt(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
