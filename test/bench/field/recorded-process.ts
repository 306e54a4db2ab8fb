import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../clean-environment.js';
import type { Collection } from './collections.js';
import type { RecorderMessage } from './record-collections.js';

/** A program in a process of its own whose collections are recorded. */
export class RecordedProcess {
  readonly collections: Collection[] = [];
  readonly #child: ChildProcess;
  #errorText = '';
  #ended: string | undefined;

  /**
   * Starts a program.
   *
   * @param options.nodeFlags flags of V8 and of Node.js besides the one that records
   */
  constructor(
    program: URL,
    programArguments: readonly string[],
    options: { readonly nodeFlags?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
  ) {
    const recorder = new URL('./record-collections.js', import.meta.url).href;
    this.#child = spawn(
      process.execPath,
      ['--import', recorder, ...(options.nodeFlags ?? []), fileURLToPath(program), ...programArguments],
      { env: { ...cleanEnvironment(), ...options.env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    );
    this.#child.on('message', (message: RecorderMessage) => {
      if ('collections' in message) this.collections.push(...message.collections);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errorText += text));
    this.#child.once('exit', (code, signal) => (this.#ended = `ended with ${signal ?? `code ${code ?? ''}`}`));
  }

  /** All that the process has written to standard error. */
  get errorText(): string {
    return this.#errorText;
  }

  /** How the process has ended; `undefined` while it runs. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Waits for the message of the process that has this in it. @throws Error where the process ends before, as a rejection */
  message<T>(key: keyof T & string): Promise<T> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        child.off('message', take);
        child.off('exit', fail);
      };
      // One listener for all: of two messages that come at once, a second call of `once` would miss the other.
      const take = (message: object): void => {
        if (!(key in message)) return;
        end();
        resolve(message as T);
      };
      const fail = (): void => {
        end();
        reject(new Error(`${this.#ended ?? ''}: ${this.#errorText.slice(-2000)}`));
      };
      child.on('message', take);
      child.once('exit', fail);
      if (this.#ended !== undefined) fail();
    });
  }

  /** Asks for the seconds that the process has run, and those of processor time that it took. */
  async usage(): Promise<{ uptimeSeconds: number; processorSeconds: number }> {
    const answer = this.message<Extract<RecorderMessage, { usage: object }>>('usage');
    this.#child.send('usage');
    return (await answer).usage;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
