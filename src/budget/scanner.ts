import { HeapgaugeError } from '../values/errors.js';
import { printable, quoted } from '../values/printable.js';

/** Characters shown on either side of where reading stopped. */
const SHOWN_CHARACTERS = 40;

/** Reads a text from left to right; an error tells the character it stopped at and what would have been accepted there. */
export class Scanner {
  readonly text: string;
  readonly #name: string;
  #at = 0;

  /** @param name what the text is called in an error */
  constructor(text: string, name: string) {
    this.text = text;
    this.#name = name;
  }

  /** Offset of the next character. */
  get at(): number {
    return this.#at;
  }

  /** Takes what matches right here; `undefined` where nothing does. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(pattern, `${pattern.flags.replace(/[gy]/g, '')}y`);
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.text);
    if (match !== null) this.#at = sticky.lastIndex;
    return match ?? undefined;
  }

  /** Steps over white space; true where something follows. */
  skipSpace(): boolean {
    this.take(/\s+/);
    return this.#at < this.text.length;
  }

  /** True between two words. */
  get isAtWordEnd(): boolean {
    return this.#at >= this.text.length || /[\s;]/.test(this.text.charAt(this.#at));
  }

  /** @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, always */
  fail(accepted: string, at: number = this.#at): never {
    // What is not accepted begins after the space.
    const begin = this.text.length - this.text.slice(at).trimStart().length;
    const found = /^(?:;|[^;\s]{1,30})/.exec(this.text.slice(begin, begin + 30))?.[0];
    const what = found === undefined ? 'the end' : quoted(found, 40);
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_INVALID_OPTION',
      `${printable(this.#name)}: got ${this.#excerpt(begin)}, at character ${begin + 1} found ${what}, expected ${accepted}`,
    );
  }

  #excerpt(at: number): string {
    const from = Math.max(0, at - SHOWN_CHARACTERS);
    const to = Math.min(this.text.length, at + SHOWN_CHARACTERS);
    const [before, after] = [from > 0 ? '…' : '', to < this.text.length ? '…' : ''];
    return quoted(before + this.text.slice(from, to) + after, 160);
  }
}
