/** Matches control, format and private characters, halves of a surrogate pair, and whatever else ends a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text of whatever origin fit for a line that a person reads: characters that a terminal obeys, that end a line,
 * turn its direction or do not show are written as escapes.
 */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** Makes text fit for a message: as {@link visible} does, and without its middle where it is long. */
export function printable(text: string, most = 200): string {
  return cut(visible(cut(text, most)), most);
}

/** Makes text fit for a message as {@link printable} does, and puts it between quotation marks. */
export function quoted(text: string, most = 100): string {
  const json = JSON.stringify(cut(text, most)).slice(1, -1);
  return `"${cut(visible(json), most)}"`;
}

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : json;
}

function cut(text: string, most: number): string {
  const half = Math.floor(most / 2);
  return text.length <= most ? text : `${text.slice(0, half)}…${text.slice(-half)}`;
}
