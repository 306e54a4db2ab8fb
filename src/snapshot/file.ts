import { readFileSync, statSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { HeapgaugeError, type HeapgaugeErrorCode, invalidOption, reasonOf } from '../values/errors.js';
import { printable } from '../values/printable.js';
import { readRegularFile } from '../values/read-file.js';
import { checkedContent } from './file-content.js';
import { isNestedWithin } from './nesting.js';
import type { SnapshotData } from './snapshot-data.js';
import { writeWhole } from './whole-file.js';

/**
 * The version of the file's format. A snapshot file is gzip of one JSON object (`gunzip < file | jq` reads it):
 *
 * - `schema` comes first: `heapgauge.snapshot/1`; a change that this version would misread raises the number
 * - `time`, `run`, `sampleIntervalBytes` and `stackDepth` are as in {@link SnapshotData}
 * - `frames` has the columns `function`, `file`, `line`, `column`, `package` and `site`, with one row for each frame; older
 *   files are without `column`
 * - `stacks` has the columns `parent` (the row of the caller, −1 at the root) and `frame` (the row in `frames`)
 * - `samples` has the columns `stack` (the row in `stacks`), `weightBytes`, and `ordinal` as the difference to the row
 *   before
 */
const VERSION = 1;

/** The largest text that is written or read, which holds some four million samples. */
const LARGEST_TEXT_BYTES = 64 * 2 ** 20;

/** Matches the start of every file. */
const START = /^\{"schema":"heapgauge\.snapshot\/([1-9]\d{0,8})"[,}]/;

/** The depth of lists and objects in a snapshot file. */
const DEEPEST = 3;

/**
 * Writes a snapshot file, whole or not at all.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE`; or the system's error
 */
export function writeSnapshotFile(path: string, { frames, stacks, samples, ...head }: SnapshotData): void {
  requirePath(path);
  const text = JSON.stringify({
    schema: `heapgauge.snapshot/${VERSION}`,
    ...head,
    frames: {
      function: frames.map((frame) => frame.function),
      file: frames.map(({ file }) => file),
      line: frames.map(({ line }) => line),
      column: frames.map(({ column }) => column),
      package: frames.map((frame) => frame.package),
      site: frames.map(({ site }) => site),
    },
    stacks: { parent: [...stacks.parent], frame: [...stacks.frame] },
    samples: {
      stack: [...samples.stack],
      weightBytes: [...samples.weightBytes],
      ordinal: Array.from(samples.ordinal, (ordinal, row) => ordinal - (samples.ordinal[row - 1] ?? 0)),
    },
  });
  if (Buffer.byteLength(text) > LARGEST_TEXT_BYTES) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE',
      `${printable(path)}: too many samples for a file; filter them first`,
    );
  }
  writeWhole(path, gzipSync(text));
}

/**
 * Reads a file that {@link writeSnapshotFile} wrote.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_A_SNAPSHOT`, `ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED`,
 *   `ERR_HEAPGAUGE_SNAPSHOT_DAMAGED`, `ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW`; or the system's error for the file
 */
export function readSnapshotFile(path: string): SnapshotData {
  requirePath(path);
  const refuse = (code: HeapgaugeErrorCode, what: string): never => {
    throw new HeapgaugeError(code, `${printable(path)}: ${what}`);
  };
  const bytes = unpacked(read(path, refuse), refuse);
  const version = START.exec(bytes.toString('latin1', 0, 100))?.[1];
  if (version === undefined) return refuse('ERR_HEAPGAUGE_NOT_A_SNAPSHOT', 'does not hold a heapgauge snapshot');
  if (Number(version) > VERSION) {
    refuse('ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW', `has version ${version}, this heapgauge reads up to ${VERSION}`);
  }
  if (!isNestedWithin(bytes, DEEPEST)) refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', 'is damaged: it is nested too deeply');
  try {
    return checkedContent(JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    return refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', `is damaged: ${reasonOf(error)}`);
  }
}

function requirePath(path: unknown): void {
  if (typeof path !== 'string') throw invalidOption('path', path, 'the path of a file');
}

function read(path: string, refuse: (code: HeapgaugeErrorCode, what: string) => never): Buffer {
  try {
    // Packed it is no larger than its text.
    return readRegularFile(path, LARGEST_TEXT_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    // For a folder the system has an error of its own.
    if (statSync(path).isDirectory()) return readFileSync(path);
    return refuse('ERR_HEAPGAUGE_NOT_A_SNAPSHOT', `is not a heapgauge snapshot: ${reasonOf(error)}`);
  }
}

function unpacked(file: Buffer, refuse: (code: HeapgaugeErrorCode, what: string) => never): Buffer {
  const magic = [0x1f, 0x8b];
  if (file.length === 0) return refuse('ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED', 'is empty');
  if (magic.some((byte, at) => at < file.length && file[at] !== byte)) {
    return refuse('ERR_HEAPGAUGE_NOT_A_SNAPSHOT', 'is not a heapgauge snapshot');
  }
  try {
    return gunzipSync(file, { maxOutputLength: LARGEST_TEXT_BYTES });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return refuse('ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED', 'ends too early');
    return refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', `is damaged: ${reasonOf(error)}`);
  }
}
