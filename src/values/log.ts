import { printable } from './printable.js';
import { writeToStandardError } from './standard-error.js';

/** The level of detail of what is written to standard error. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** All levels from the quietest on, as options and the environment name them. */
export const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** Returns the level that a value of an option or variable names, or that of the option's default where it names none. */
export function logLevelOf(given: unknown): LogLevel {
  const name = typeof given === 'string' ? given.trim() : given;
  return LOG_LEVELS.find((level) => level === name) ?? 'warn';
}

/**
 * Writes a message of one line, which says what happened and what to do about it. A message with `everyTime` reports an
 * event and is written each time; any other is written once.
 */
export type Log = (level: Exclude<LogLevel, 'silent'>, message: string, options?: { everyTime?: boolean }) => void;

/** The length in characters of the longest message written. */
const LONGEST_MESSAGE = 2000;

/**
 * Makes a log that writes lines beginning with `heapgauge:` to standard error and never throws.
 * A repetition of the same text is dropped, except for events.
 */
export function createLog(level: LogLevel, write: (line: string) => void = writeToStandardError): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const written = new Set<string>();
  return (messageLevel, message, { everyTime = false } = {}) => {
    if (LOG_LEVELS.indexOf(messageLevel) > threshold || (written.has(message) && !everyTime)) return;
    if (written.size < 100 && !everyTime) written.add(message);
    write(`heapgauge: ${printable(message, LONGEST_MESSAGE)}\n`);
  };
}
