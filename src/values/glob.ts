import picomatch from 'picomatch';

/** The length in characters of the longest glob. */
const LONGEST_GLOB = 1000;

/** The most stars in a segment between slashes, see {@link globMatcher}. */
const MOST_STARS = 4;

/** The most stars, braces and parentheses in a whole glob. */
const MOST_CHOICES = 12;

/**
 * Matches parentheses as in `(anonymous)`: with neither an alternative in them nor a pattern character before, they group
 * nothing and stand for themselves.
 */
const PLAIN_PARENTHESES = /(?<![?*+@!\\])\(([^()|]*)\)/g;

/**
 * Makes a matcher of a glob, which takes several names of one thing and returns true where the glob matches one of them;
 * after a `!` at its beginning, where it matches none. A glob always matches itself.
 *
 * picomatch makes a regular expression, which tries all ways to share a name out among the stars: their number is bounded,
 * as else the time to match one name may exceed a life.
 *
 * @throws Error that says what is wrong with the glob
 */
export function globMatcher(glob: string): (names: readonly string[]) => boolean {
  if (glob.length > LONGEST_GLOB) throw new Error(`more than ${LONGEST_GLOB} characters`);
  const isNegated = /^!(?!\()/.test(glob);
  const pattern = glob.slice(isNegated ? 1 : 0);
  const plain = pattern.replace(PLAIN_PARENTHESES, String.raw`\($1\)`);
  if (/[*+]\(/.test(plain)) throw new Error('a group that is repeated, as in *(…) and +(…)');
  if (plain.split('/').some((segment) => count(segment, /\*+/g) > MOST_STARS)) {
    throw new Error(`more than ${MOST_STARS} stars between two slashes`);
  }
  if (count(plain, /\*+|(?<!\\)[{(]/g) > MOST_CHOICES) throw new Error(`more than ${MOST_CHOICES} stars and groups`);
  // Only with `debug` does picomatch throw for what is not a pattern; otherwise that would silently match nothing.
  picomatch(glob, { debug: true });
  const matches = picomatch(plain, { dot: true });
  return (names) => names.some((name) => name === pattern || matches(name)) !== isNegated;
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0;
}
