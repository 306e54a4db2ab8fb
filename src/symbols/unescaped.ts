const BACKSLASH = 0x5c;

/** Matches one escape in a JSON string. */
const ESCAPE = /\\(?:u[\da-f]{4}|[^u])/gi;

/** Matches an escape at the end whose rest is missing, behind an even number of backslashes. */
const BEGUN = /(?<=(?<!\\)(?:\\\\)*)\\(?:u[\da-f]{0,3})?$/i;

/**
 * Returns a function that decodes the escapes in a JSON string of Latin letters, given piece by piece: some write every
 * slash as `\/`.
 */
export function unescaped(): (piece: Buffer) => Buffer {
  let begun = '';
  return (piece) => {
    if (begun === '' && !piece.includes(BACKSLASH)) return piece;
    const text = begun + piece.toString('latin1');
    begun = BEGUN.exec(text)?.[0] ?? '';
    const whole = text.slice(0, text.length - begun.length);
    return Buffer.from(
      whole.replaceAll(ESCAPE, (escape) => JSON.parse(`"${escape}"`) as string),
      'latin1',
    );
  };
}
