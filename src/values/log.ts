import { printable } from './errors.js';

/** How much is written to standard error. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** The levels from quiet to talkative, as options and the environment name them. */
export const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/**
 * Where one-line messages go; the text says what happened and what to do about it. One that tells of an event is written
 * every time, whatever was said before.
 */
export type Log = (level: Exclude<LogLevel, 'silent'>, message: string, options?: { everyTime?: boolean }) => void;

/** Characters of a line. */
const LONGEST_MESSAGE = 2000;

/**
 * A log that writes lines beginning with `heapgauge:` to standard error and never throws.
 * A message is written once; a repetition of the same text is dropped, but for events.
 */
export function createLog(level: LogLevel, write: (line: string) => void = writeToStandardError): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const said = new Set<string>();
  return (messageLevel, message, { everyTime = false } = {}) => {
    if (LOG_LEVELS.indexOf(messageLevel) > threshold || (said.has(message) && !everyTime)) return;
    if (said.size < 100 && !everyTime) said.add(message);
    write(`heapgauge: ${printable(message, LONGEST_MESSAGE)}\n`);
  };
}

function writeToStandardError(line: string): void {
  try {
    process.stderr.write(line);
  } catch {
    // A closed standard error is the application's affair.
  }
}
