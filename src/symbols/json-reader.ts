const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = { object: 0x7b, array: 0x5b } as const;
const CLOSE = { object: 0x7d, array: 0x5d } as const;

/** The length of the longest number, literal or member's name. */
const LONGEST_TOKEN = 1000;

/**
 * Reads JSON from pieces of bytes, and skips what is not wanted without holding it. It throws where the JSON ends early or
 * is something else than expected; in what is skipped it may overlook a mistake.
 */
export class JsonReader {
  readonly #chunks: Iterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(chunks: Iterable<Buffer>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** Returns the first byte of the next value, which says its type. */
  peek(): number {
    for (;;) {
      const byte = this.#byte();
      // Space, tab, line feed, carriage return.
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte;
      this.#at += 1;
    }
  }

  /** Returns true where the next value is an array. */
  isArray(): boolean {
    return this.peek() === OPEN.array;
  }

  /** Reads an object. @param member must read or skip the value of the member whose name it is given */
  object(member: (name: string) => void): void {
    this.#list('object', () => {
      const name = this.string(LONGEST_TOKEN);
      this.#expect(COLON);
      member(name ?? '');
    });
  }

  /** Reads an array. @param element must read or skip the next element */
  array(element: () => void): void {
    this.#list('array', element);
  }

  /** Reads a string; it is `undefined` where it is longer in bytes, or where the value is no string. */
  string(longest: number): string | undefined {
    const json = this.stringAsJson(longest);
    return json === undefined ? undefined : (JSON.parse(json.toString('utf8')) as string);
  }

  /** Reads a string as it stands, with its quotes, see {@link JsonReader.string}. */
  stringAsJson(longest: number): Buffer | undefined {
    if (this.peek() !== QUOTE) {
      this.skip();
      return undefined;
    }
    const pieces: Buffer[] = [];
    let length = 2;
    this.pieces((piece) => {
      length += piece.length;
      // The bytes are the reader's and will be overwritten.
      if (length <= longest) pieces.push(Buffer.from(piece));
    });
    return length > longest ? undefined : Buffer.concat([QUOTES, ...pieces, QUOTES]);
  }

  /** Reads a string piece by piece: its bytes between the quotes, with backslashes as they stand. */
  pieces(take: (piece: Buffer) => void): void {
    this.#expect(QUOTE);
    let isEscaped = false;
    for (;;) {
      this.#byte();
      const from: number = this.#at + (isEscaped ? 1 : 0);
      let end = this.#chunk.indexOf(QUOTE, from);
      while (end !== -1 && this.#backslashesBefore(end, from) % 2 === 1) end = this.#chunk.indexOf(QUOTE, end + 1);
      const { length } = this.#chunk;
      take(this.#chunk.subarray(this.#at, end === -1 ? length : end));
      this.#at = end === -1 ? length : end + 1;
      if (end !== -1) return;
      isEscaped = this.#backslashesBefore(length, from) % 2 === 1;
    }
  }

  /** Reads a number, a literal or nothing else. Throws for strings, objects and arrays. */
  scalar(): unknown {
    let text = '';
    this.peek();
    for (let byte = this.#byte(); isToken(byte); byte = this.#byte()) {
      text += String.fromCharCode(byte);
      if (text.length > LONGEST_TOKEN) throw new SyntaxError('a token is too long');
      this.#at += 1;
    }
    return JSON.parse(text);
  }

  /** Skips a value of any type and size. */
  skip(): void {
    let depth = 0;
    do {
      const byte = this.peek();
      if (byte === QUOTE) {
        this.pieces(() => undefined);
      } else if (byte === OPEN.object || byte === OPEN.array) {
        depth += 1;
        this.#at += 1;
      } else if (byte === CLOSE.object || byte === CLOSE.array) {
        depth -= 1;
        this.#at += 1;
      } else if (depth > 0 && (byte === COMMA || byte === COLON)) {
        this.#at += 1;
      } else {
        this.scalar();
      }
    } while (depth > 0);
  }

  #list(kind: 'object' | 'array', item: () => void): void {
    this.#expect(OPEN[kind]);
    if (this.peek() !== CLOSE[kind]) {
      for (;;) {
        item();
        if (this.peek() === CLOSE[kind]) break;
        this.#expect(COMMA);
      }
    }
    this.#at += 1;
  }

  #expect(expected: number): void {
    if (this.peek() !== expected) throw new SyntaxError(`"${String.fromCharCode(expected)}" is missing`);
    this.#at += 1;
  }

  /** Returns the byte at the place that is being read. */
  #byte(): number {
    while (this.#at >= this.#chunk.length) {
      const next = this.#chunks.next();
      if (next.done === true) throw new SyntaxError('it ends early');
      this.#chunk = next.value;
      this.#at = 0;
    }
    return this.#chunk[this.#at] ?? 0;
  }

  #backslashesBefore(end: number, from: number): number {
    let at = end;
    while (at > from && this.#chunk[at - 1] === BACKSLASH) at -= 1;
    return end - at;
  }
}

const QUOTES = Buffer.from('"');

/** Returns true for the bytes of numbers, `true`, `false` and `null`. */
function isToken(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || [0x2b, 0x2d, 0x2e, 0x45].includes(byte);
}
