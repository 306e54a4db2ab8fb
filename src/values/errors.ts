/** Every code a {@link HeapgaugeError} can carry. */
export type HeapgaugeErrorCode =
  /** An option, an environment variable or a configuration value is not what is accepted. */
  | 'ERR_HEAPGAUGE_INVALID_OPTION'
  /** A named starter cannot start V8's heap profiler on this machine. */
  | 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE'
  /** A monitor was to be started in a worker thread. */
  | 'ERR_HEAPGAUGE_NOT_MAIN_THREAD'
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
  return new HeapgaugeError(
    'ERR_HEAPGAUGE_INVALID_OPTION',
    `${printable(name)}: got ${display(given)}, expected ${accepted}`,
  );
}

/** The first line of whatever was thrown, for a log line. Never throws, whatever that is. */
export function reasonOf(error: unknown): string {
  const [firstLine = ''] = textOf(error).split('\n', 1);
  return printable(firstLine, 600);
}

/** Text for a message: on one line, without characters that a terminal obeys, its middle left out where it is long. */
export function printable(text: string, most = 200): string {
  return cut(cut(text, most).replace(UNPRINTABLE, escaped), most);
}

/** The same between quotation marks. */
export function quoted(text: string, most = 100): string {
  const json = JSON.stringify(cut(text, most)).slice(1, -1);
  return `"${cut(json.replace(UNPRINTABLE, escaped), most)}"`;
}

/** Control, format and private characters, halves of a pair, and what else ends a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : json;
}

function cut(text: string, most: number): string {
  const half = Math.floor(most / 2);
  return text.length <= most ? text : `${text.slice(0, half)}…${text.slice(-half)}`;
}

function textOf(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : error;
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
