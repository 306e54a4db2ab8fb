import { callGuarded } from './guard.js';
import { setImmediate } from './runtime-timers.js';

/** The most characters that may wait for a slow reader of standard error; lines beyond them are dropped. */
const MOST_WAITING = 65_536;

/** The errors that came of this package's writes. */
const ownErrors = new WeakSet<Error>();

/**
 * Writes text to standard error as the application's own code does, through whatever it has put in the place of `write`.
 * This is the only place that does. It neither throws nor waits, and no failure shows itself later: where nobody reads
 * standard error any more or the disk is full, the text is lost. What the application's own writes do stays as it is.
 */
export function writeToStandardError(text: string): void {
  callGuarded(() => {
    const stream = process.stderr;
    if (stream.writableLength > MOST_WAITING) return undefined;
    return stream.write(text, (error) => {
      if (error) silence(error, stream);
    });
  }, ignore);
}

/**
 * Keeps an error from becoming an uncaught exception: the stream emits it right after it has called back with it, once
 * for all writes of a turn that fail together.
 */
function silence(error: Error, stream: NodeJS.WriteStream): void {
  ownErrors.add(error);
  if (stream.listeners('error').includes(receive)) return;
  stream.on('error', receive);
  setImmediate(() => {
    stream.off('error', receive);
  });
}

/** Listens to errors of standard error, and leaves those of the application's writes what they are without it. */
function receive(this: NodeJS.WriteStream, error: Error): void {
  const isUnheard = this.listeners('error').every((listener) => listener === receive);
  if (isUnheard && !ownErrors.has(error)) throw error;
}

function ignore(): void {
  // Standard error is where an error would be reported.
}
