/** Every code a {@link HeapgaugeError} can carry. */
export type HeapgaugeErrorCode =
  /** An option, an environment variable or a configuration value is not what is accepted. */
  | 'ERR_HEAPGAUGE_INVALID_OPTION'
  /** A named starter cannot start V8's heap profiler on this machine. */
  | 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE'
  /** Another heap profiler runs in this process, and V8 has only one. */
  | 'ERR_HEAPGAUGE_PROFILER_BUSY'
  /** Somebody else stopped V8's heap profiler while we were tracing. */
  | 'ERR_HEAPGAUGE_PROFILER_LOST'
  /** Tracing was started with other options before. */
  | 'ERR_HEAPGAUGE_ALREADY_TRACING'
  /** A snapshot was asked for and nothing is traced. */
  | 'ERR_HEAPGAUGE_NOT_TRACING'
  /** An object's traceback was asked for and objects are not tracked. */
  | 'ERR_HEAPGAUGE_NOT_TRACKING'
  /** The heap is too large for an object to be looked up in it. */
  | 'ERR_HEAPGAUGE_HEAP_TOO_LARGE'
  /** More memory was held than a budget allows. */
  | 'ERR_HEAPGAUGE_BUDGET_EXCEEDED'
  /** A snapshot holds more samples than a file may. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE'
  /** A file is no snapshot of ours. */
  | 'ERR_HEAPGAUGE_NOT_A_SNAPSHOT'
  /** A snapshot's file ends too early. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED'
  /** A snapshot's file does not hold what it should. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_DAMAGED'
  /** A snapshot was written by a newer version of this package. */
  | 'ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW';

const mark = Symbol.for('heapgauge.error');

/** The one error class this package throws; `code` tells the cases apart. */
export class HeapgaugeError extends Error {
  readonly code: HeapgaugeErrorCode;

  constructor(code: HeapgaugeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HeapgaugeError';
    this.code = code;
  }

  /** Holds across two installed copies of this package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && mark in value;
  }
}

Object.defineProperty(HeapgaugeError.prototype, mark, { value: true });

/** The error for a value that is not accepted: what was given, where, what would be. */
export function invalidOption(name: string, given: unknown, accepted: string): HeapgaugeError {
  return new HeapgaugeError('ERR_HEAPGAUGE_INVALID_OPTION', `${name}: got ${display(given)}, expected ${accepted}`);
}

/** The first line of whatever was thrown, for a log line. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function display(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
