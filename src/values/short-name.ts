import { createHash } from 'node:crypto';
import { visible } from './printable.js';

/** The characters of a text's digest that stand for its middle. */
const DIGEST_CHARACTERS = 10;

/**
 * Cuts a long text at its middle, where a digest of the whole then stands: texts that differ go on to differ, and a text is
 * always cut to the same.
 *
 * @param most the length of the longest text that stays, in characters, and of what becomes of a longer one; 20 or more
 */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text;
  const digest = createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, DIGEST_CHARACTERS);
  const rest = most - DIGEST_CHARACTERS - 2;
  const head = Math.ceil(rest / 2);
  return `${text.slice(0, head)}…${digest}…${text.slice(text.length - (rest - head))}`;
}

/**
 * Makes the name of a function or file, which is the program's to choose, fit to be shown and stored anywhere: printable,
 * on one line and short.
 *
 * @param most the length of the longest name in characters, @default 200
 */
export function shortName(name: string, most = 200): string {
  return shortText(visible(shortText(name, most)), most);
}
