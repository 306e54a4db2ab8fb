import { isError } from './is-error.js';
import { printable, quoted } from './printable.js';

/** Every code a {@link HeapgaugeError} can carry. */
export type HeapgaugeErrorCode =
  /** An option, an environment variable or a configuration value is not one that is accepted. */
  | 'ERR_HEAPGAUGE_INVALID_OPTION'
  /** A named starter cannot start V8's heap profiler on this machine. */
  | 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE'
  /** A monitor was started in a worker thread. */
  | 'ERR_HEAPGAUGE_NOT_MAIN_THREAD'
  /** This package is part of a bundle, and the programs of its threads are not beside that. */
  | 'ERR_HEAPGAUGE_BUNDLED'
  /** Another heap profiler runs on this thread, and V8 has only one. */
  | 'ERR_HEAPGAUGE_PROFILER_BUSY'
  /** Somebody else stopped V8's heap profiler while this package was tracing. */
  | 'ERR_HEAPGAUGE_PROFILER_LOST'
  /** Memory is traced already, with other options than those asked for. */
  | 'ERR_HEAPGAUGE_ALREADY_TRACING'
  /** A snapshot was asked for while nothing is traced. */
  | 'ERR_HEAPGAUGE_NOT_TRACING'
  /** An object's traceback was asked for while objects are not tracked. */
  | 'ERR_HEAPGAUGE_NOT_TRACKING'
  /** The heap is too large for an object to be looked up in it. */
  | 'ERR_HEAPGAUGE_HEAP_TOO_LARGE'
  /** More memory was held than a budget allows. */
  | 'ERR_HEAPGAUGE_BUDGET_EXCEEDED'
  /** A snapshot holds more samples than a file may hold. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE'
  /** A file is not a heapgauge snapshot. */
  | 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT'
  /** A snapshot file ends too early. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED'
  /** A snapshot file does not hold what it should. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_DAMAGED'
  /** A snapshot file was written by a newer version of this package. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW';

/** Marks errors of this class, also those of another installed copy of this package. */
const BRAND = Symbol.for('heapgauge.error');

/** The class of all errors that this package throws; `code` distinguishes the cases. */
export class HeapgaugeError extends Error {
  /** The code, which distinguishes the cases; it stays the same where a message changes. */
  readonly code: HeapgaugeErrorCode;

  constructor(code: HeapgaugeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HeapgaugeError';
    this.code = code;
  }

  /** Makes `instanceof` hold across two installed copies of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

Object.defineProperty(HeapgaugeError.prototype, BRAND, { value: true });

/** Makes the error for a value that is not accepted; it says where that was given, what it was and what is accepted. */
export function invalidOption(name: string, given: unknown, accepted: string): HeapgaugeError {
  return new HeapgaugeError(
    'ERR_HEAPGAUGE_INVALID_OPTION',
    `${printable(name)}: got ${display(given)}, expected ${accepted}`,
  );
}

/** Returns the first line of whatever was thrown, fit for a message. Never throws, whatever was thrown. */
export function reasonOf(error: unknown): string {
  const [firstLine = ''] = textOf(error).split('\n', 1);
  return printable(firstLine, 600);
}

function textOf(error: unknown): string {
  try {
    const message: unknown = isError(error) ? error.message : error;
    return String(message);
  } catch {
    return 'something that cannot be shown';
  }
}

function display(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
