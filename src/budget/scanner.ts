import { HeapgaugeError } from '../values/errors.js';
import { printable, quoted } from '../values/printable.js';

/** The number of characters that an error shows on either side of the place where reading stopped. */
const SHOWN_CHARACTERS = 40;

/** Reads a text from left to right; its errors name the character where it stopped and what is accepted there. */
export class Scanner {
  readonly text: string;
  readonly #name: string;
  #at = 0;

  /** Starts at the beginning of a text. @param name the name of the text, for errors */
  constructor(text: string, name: string) {
    this.text = text;
    this.#name = name;
  }

  /** The offset of the next character. */
  get at(): number {
    return this.#at;
  }

  /** Takes the text that matches at this place, or returns `undefined` where none does. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern, `${pattern.flags.replace(/[gy]/g, '')}y`);
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.text);
    if (match !== null) this.#at = sticky.lastIndex;
    return match ?? undefined;
  }

  /** Steps over white space, and returns true where something follows. */
  skipSpace(): boolean {
    this.take(/\s+/);
    return this.#at < this.text.length;
  }

  /** True where no word goes on at this place. */
  get isAtWordEnd(): boolean {
    return this.#at >= this.text.length || /[\s;]/.test(this.text.charAt(this.#at));
  }

  /** Refuses the text at a place. @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, always */
  fail(accepted: string, at: number = this.#at): never {
    // What is not accepted starts after the space.
    const start = this.text.length - this.text.slice(at).trimStart().length;
    const found = /^(?:;|[^;\s]{1,30})/.exec(this.text.slice(start, start + 30))?.[0];
    const what = found === undefined ? 'the end' : quoted(found, 40);
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_INVALID_OPTION',
      `${printable(this.#name)}: got ${this.#excerpt(start)}, at character ${start + 1} found ${what}, expected ${accepted}`,
    );
  }

  #excerpt(at: number): string {
    const from = Math.max(0, at - SHOWN_CHARACTERS);
    const to = Math.min(this.text.length, at + SHOWN_CHARACTERS);
    const [before, after] = [from > 0 ? '…' : '', to < this.text.length ? '…' : ''];
    return quoted(before + this.text.slice(from, to) + after, 160);
  }
}
