import { statesOf } from './glob-parser.js';
import { endsOf } from './glob-states.js';
import { shortText } from './short-name.js';

/** The length in characters of the longest text that is matched whole; of a longer one it is what {@link shortText} leaves. */
const LONGEST_TEXT = 1000;

/** The length in characters of the longest glob. */
const LONGEST_GLOB = 1000;

/**
 * Makes a matcher of a glob, which takes several names of one thing and returns true where the glob matches one of them;
 * after a `!` at its beginning, where it matches none.
 *
 * `*` stands for any text within a segment between slashes, `**` as a segment for any number of segments, `?` for one
 * character and `[a-z]` for one of a class. `{a,b}` and `(a|b)` are alternatives, `?(a|b)`, `*(a|b)` and `+(a|b)` are these
 * at most once, any number of times and at least once, and `!(a|b)` is any text within a segment but these. A backslash
 * takes the meaning of the next character, and a glob always matches itself. The time to match grows with the length of
 * the text, whatever the glob is.
 *
 * @throws Error that says what is wrong with the glob
 */
export function globMatcher(glob: string): (names: readonly string[]) => boolean {
  if (glob.length > LONGEST_GLOB) throw new Error(`more than ${LONGEST_GLOB} characters`);
  const isNegated = /^!(?!\()/.test(glob);
  const pattern = glob.slice(isNegated ? 1 : 0).replace(/^\.\//, '');
  const start = statesOf(pattern);
  const matches = (name: string): boolean => {
    if (name === pattern) return true;
    const text = Array.from(shortText(name, LONGEST_TEXT));
    return text.length > 0 && endsOf(start, text, 0, text.length).has(text.length);
  };
  return (names) => names.some(matches) !== isNegated;
}
