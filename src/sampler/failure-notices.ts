import { reasonOf } from '../values/errors.js';

/** The most failures that are remembered, for reasons that have a number in them and never come twice. */
const MOST_FAILURES = 50;

/** Says what has failed and why, each once: a failure that goes on for weeks is one line. */
export class FailureNotices {
  readonly #say: (text: string) => void;
  readonly #said = new Set<string>();

  /** @param say receives one line for a person; what it throws is lost */
  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  /** Says that something has failed, unless it has failed for the same reason before. Does not throw. */
  note(what: string, error: unknown, consequence: string): void {
    const failure = `${what}: ${reasonOf(error)}`;
    if (this.#said.has(failure) || this.#said.size >= MOST_FAILURES) return;
    this.#said.add(failure);
    try {
      this.#say(`${failure}; ${consequence}`);
    } catch {
      // Nobody is left to be informed.
    }
  }
}
