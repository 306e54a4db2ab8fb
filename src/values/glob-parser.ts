import type { State } from './glob-states.js';

/** The deepest nesting of groups. */
const DEEPEST = 10;

/** The most exceptions, `!(…)`: each is tried at every place of a text. */
const MOST_EXCEPTIONS = 3;

/** Makes the states for what follows a part of a pattern into those for the part and what follows. */
type Part = (next: State) => State;

/**
 * Reads a glob into its states.
 *
 * @throws Error where a group, a range or an escape is not what it began as
 */
export function statesOf(glob: string): State {
  return new GlobParser(Array.from(glob)).parse()(end());
}

const end = (): State => ({ turn: 0, kind: 'end' });
const nothing: Part = (next) => next;
const isNoSlash = (character: string): boolean => character !== '/';
const one =
  (takes: (character: string) => boolean): Part =>
  (next) => ({ turn: 0, kind: 'character', takes, next });
const literal = (text: string): Part => one((character) => character === text);
const sequence =
  (parts: readonly Part[]): Part =>
  (next) =>
    parts.reduceRight((after, part) => part(after), next);
const either =
  (parts: readonly Part[]): Part =>
  (next) => ({ turn: 0, kind: 'fork', nexts: parts.map((part) => part(next)) });
const optional = (part: Part): Part => either([part, nothing]);
const repeated =
  (part: Part, { least }: { least: 0 | 1 }): Part =>
  (next) => {
    const fork: State & { kind: 'fork' } = { turn: 0, kind: 'fork', nexts: [next] };
    const again = part(fork);
    fork.nexts.push(again);
    return least === 0 ? fork : again;
  };
const except =
  (part: Part): Part =>
  (next) => ({ turn: 0, kind: 'except', inner: part(end()), next });
const withinSegment = repeated(one(isNoSlash), { least: 0 });
const anything = repeated(
  one(() => true),
  { least: 0 },
);

class GlobParser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;
  #exceptions = 0;
  #isExcepting = false;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  parse(): Part {
    return this.#sequence('', true);
  }

  /** Reads up to the end of the glob, or up to one of the characters that end an alternative. */
  #sequence(ends: string, startsSegment: boolean): Part {
    const parts: Part[] = [];
    for (let isStart = startsSegment; this.#at < this.#characters.length && !ends.includes(this.#peek());) {
      parts.push(this.#part(isStart, ends));
      isStart = this.#characters[this.#at - 1] === '/';
    }
    return sequence(parts);
  }

  #part(isStart: boolean, ends: string): Part {
    const character = this.#take();
    // "/**" at the end and "**/" at the start of a segment stand for nothing, too.
    if (character === '/' && this.#isNext('**') && this.#isSegmentEnd(2, ends, false)) {
      this.#at += 2;
      return optional(sequence([literal('/'), anything]));
    }
    if (character === '*' && isStart && this.#isNext('*') && this.#isSegmentEnd(1, ends, true)) {
      this.#at += 1;
      if (this.#peek() !== '/') return anything;
      this.#at += 1;
      return optional(sequence([anything, literal('/')]));
    }
    if ('?*+@!'.includes(character) && this.#peek() === '(') {
      this.#at += 1;
      return this.#group(character, isStart);
    }
    switch (character) {
      case '*':
        while (this.#peek() === '*' && !this.#isNext('*(')) this.#at += 1;
        // A star that is a whole segment stands for one.
        return isStart && ends === '' && this.#isSegmentEnd(0, ends, true)
          ? repeated(one(isNoSlash), { least: 1 })
          : withinSegment;
      case '?':
        return one(isNoSlash);
      case '[':
        return this.#class();
      case '{':
        return this.#braces(isStart);
      case '(':
        return this.#parentheses(isStart);
      case '\\':
        if (this.#at >= this.#characters.length) throw new Error('an escape of nothing');
        return literal(this.#take());
      default:
        return literal(character);
    }
  }

  /** Reads what follows `*(` and the like. */
  #group(kind: string, isStart: boolean): Part {
    const wasExcepting = this.#isExcepting;
    if (kind === '!') {
      this.#exceptions += 1;
      if (wasExcepting || this.#exceptions > MOST_EXCEPTIONS) throw new Error('too many exceptions');
      this.#isExcepting = true;
    }
    const group = either(this.#alternatives('|', ')', isStart));
    this.#isExcepting = wasExcepting;
    switch (kind) {
      case '?':
        return optional(group);
      case '*':
        return repeated(group, { least: 0 });
      case '+':
        return repeated(group, { least: 1 });
      case '!':
        return except(group);
      default:
        return group;
    }
  }

  /** Reads what follows `(`: alternatives, or what stands between parentheses for itself, as in `(anonymous)`. */
  #parentheses(isStart: boolean): Part {
    const close = this.#closing('(', ')');
    if (close === undefined || !this.#characters.slice(this.#at, close).includes('|')) return literal('(');
    return either(this.#alternatives('|', ')', isStart));
  }

  /** Reads what follows `{`: alternatives, or what stands between braces for itself. */
  #braces(isStart: boolean): Part {
    const close = this.#closing('{', '}');
    if (close === undefined) throw new Error('a brace that is not closed');
    if (!this.#characters.slice(this.#at, close).includes(',')) return literal('{');
    return either(this.#alternatives(',', '}', isStart));
  }

  #alternatives(separator: string, close: string, isStart: boolean): Part[] {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Error('groups that are nested too deeply');
    const parts: Part[] = [];
    for (let last = separator; last === separator; last = this.#take()) {
      parts.push(this.#sequence(separator + close, isStart));
      if (this.#at >= this.#characters.length) throw new Error('a group that is not closed');
    }
    this.#depth -= 1;
    return parts;
  }

  /** Reads what follows `[`: a class, or the text itself, as some files and folders are named so. */
  #class(): Part {
    const isInverted = '!^'.includes(this.#peek() || ' ');
    const first = this.#at + (isInverted ? 1 : 0);
    // A bracket at the beginning is a member.
    const close = this.#characters.indexOf(']', first + 1);
    if (close === -1) return literal('[');
    const text = sequence(this.#characters.slice(this.#at - 1, close + 1).map(literal));
    const isMember = membersOf(this.#characters.slice(first, close));
    this.#at = close + 1;
    return either([one((character) => character !== '/' && isMember(character) !== isInverted), text]);
  }

  #take(): string {
    this.#at += 1;
    return this.#characters[this.#at - 1] ?? '';
  }

  #peek(): string {
    return this.#characters[this.#at] ?? '';
  }

  #isNext(text: string): boolean {
    return Array.from(text).every((character, n) => this.#characters[this.#at + n] === character);
  }

  /** Tells whether a segment ends after so many characters: with a slash where it may go on, an alternative or the glob. */
  #isSegmentEnd(after: number, ends: string, maySlash: boolean): boolean {
    const character = this.#characters[this.#at + after];
    return character === undefined || ends.includes(character) || (maySlash && character === '/');
  }

  /** Finds the end of a group that has just begun. */
  #closing(open: string, close: string): number | undefined {
    let depth = 1;
    for (let at = this.#at; at < this.#characters.length; at += 1) {
      const character = this.#characters[at];
      if (character === '\\') at += 1;
      else if (character === open) depth += 1;
      else if (character === close && (depth -= 1) === 0) return at;
    }
    return undefined;
  }
}

function membersOf(characters: readonly string[]): (character: string) => boolean {
  const ranges: Array<readonly [first: number, last: number]> = [];
  for (let at = 0; at < characters.length; at += 1) {
    const first = codeOf(characters[at]);
    const hasLast = characters[at + 1] === '-' && at + 2 < characters.length;
    const last = hasLast ? codeOf(characters[at + 2]) : first;
    if (last < first) throw new Error('a range that ends before it begins');
    ranges.push([first, last]);
    if (hasLast) at += 2;
  }
  return (character) => {
    const code = codeOf(character);
    return ranges.some(([first, last]) => code >= first && code <= last);
  };
}

function codeOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0;
}
