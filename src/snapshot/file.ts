import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { HeapgaugeError, type HeapgaugeErrorCode, invalidOption } from '../errors.js';
import type { Frame } from './frame.js';
import type { SnapshotData } from './snapshot-data.js';

/**
 * A snapshot's file is gzip of one JSON object (`gunzip < file | jq` reads it):
 *
 * - `schema`, the first: `heapgauge.snapshot/1`; a change that this reader would misread raises the number
 * - `time`, `run`, `sampleIntervalBytes`, `stackDepth`: as in {@link SnapshotData}
 * - `frames`: columns `function`, `file`, `line`, `package`, `site`, a row a frame
 * - `stacks`: columns `parent` (row of the caller, −1 at the root) and `frame` (row in `frames`)
 * - `samples`: columns `stack` (row in `stacks`), `weightBytes`, and `ordinal` as differences to the row before
 */
const VERSION = 1;

/** Some four million samples; larger files are neither written nor read. */
const LARGEST_TEXT_BYTES = 64 * 2 ** 20;

/** How every file begins. */
const BEGINNING = /^\{"schema":"heapgauge\.snapshot\/([1-9]\d{0,8})"[,}]/;

/** Deeper than any file of ours; a check before parsing, so that nonsense costs no memory. */
const DEEPEST = 3;

/** Writes the file beside its place and moves it there when it is complete.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE`, or the system's error
 */
export function writeSnapshotFile(path: string, { frames, stacks, samples, ...head }: SnapshotData): void {
  const text = JSON.stringify({
    schema: `heapgauge.snapshot/${VERSION}`,
    ...head,
    frames: {
      function: frames.map((frame) => frame.function),
      file: frames.map(({ file }) => file),
      line: frames.map(({ line }) => line),
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
  if (text.length > LARGEST_TEXT_BYTES) {
    throw new HeapgaugeError(
      'ERR_HEAPGAUGE_SNAPSHOT_TOO_LARGE',
      `${path}: too many samples for a file; filter them first`,
    );
  }
  const unfinished = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(unfinished, 'wx');
    try {
      writeFileSync(file, gzipSync(text));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/**
 * Reads a file that {@link writeSnapshotFile} wrote.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_NOT_A_SNAPSHOT`, `ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED`,
 *   `ERR_HEAPGAUGE_SNAPSHOT_DAMAGED`, `ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW`; or the system's error for the file
 */
export function readSnapshotFile(path: string): SnapshotData {
  if (typeof path !== 'string') throw invalidOption('path', path, 'the path of a file');
  const refuse = (code: HeapgaugeErrorCode, what: string): never => {
    throw new HeapgaugeError(code, `${path}: ${what}`);
  };
  const bytes = unpacked(readFileSync(path), refuse);
  const version = BEGINNING.exec(bytes.toString('latin1', 0, 100))?.[1];
  if (version === undefined)
    return refuse('ERR_HEAPGAUGE_NOT_A_SNAPSHOT', 'holds something else than a heapgauge snapshot');
  if (Number(version) > VERSION) {
    refuse('ERR_HEAPGAUGE_SNAPSHOT_TOO_NEW', `has version ${version}, this heapgauge reads up to ${VERSION}`);
  }
  if (!isShallow(bytes)) refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', 'is damaged: it is nested too deeply');
  try {
    return toData(JSON.parse(bytes.toString('utf8')) as Parts);
  } catch (error) {
    return refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', `is damaged: ${(error as Error).message}`);
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
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') return refuse('ERR_HEAPGAUGE_SNAPSHOT_TRUNCATED', 'ends too early');
    return refuse('ERR_HEAPGAUGE_SNAPSHOT_DAMAGED', `is damaged: ${message}`);
  }
}

function isShallow(json: Uint8Array): boolean {
  const [quote, backslash] = [0x22, 0x5c];
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (inText) {
      if (byte === backslash) at += 1;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > DEEPEST) return false;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return true;
}

/** A parsed file; nothing of it is sure. */
type Parts = Readonly<Record<string, unknown>>;

/** Checks every value. Throws what is wrong. */
function toData(parts: Parts): SnapshotData {
  const frames = table(parts, 'frames');
  const stacks = table(parts, 'stacks');
  const samples = table(parts, 'samples');
  const names = texts(frames, 'function');
  const frameCount = names.length;
  const columns = {
    file: texts(frames, 'file', frameCount),
    line: whole(frames, 'line', { least: 0, below: 2 ** 31, length: frameCount }),
    package: column(frames, 'package', frameCount, (one) => one === null || typeof one === 'string'),
    site: texts(frames, 'site', frameCount),
  };
  const parent = whole(stacks, 'parent', { least: -1, below: 2 ** 31 });
  const stackDepth = positive(parts, 'stackDepth', 2 ** 16);
  assertTree(parent, stackDepth);
  const frame = whole(stacks, 'frame', { least: 0, below: frameCount, length: parent.length });
  const stack = whole(samples, 'stack', { least: 0, below: parent.length });
  const weightBytes = column(samples, 'weightBytes', stack.length, (one) => {
    return typeof one === 'number' && one > 0 && one <= Number.MAX_SAFE_INTEGER;
  });
  const steps = whole(samples, 'ordinal', { least: 1, below: Number.MAX_SAFE_INTEGER, length: stack.length });
  let ordinal = 0;
  return {
    time: time(parts),
    run: text(parts, 'run'),
    sampleIntervalBytes: positive(parts, 'sampleIntervalBytes', 2 ** 30),
    stackDepth,
    frames: names.map((name, row): Frame => ({
      function: name,
      file: columns.file[row] ?? '',
      line: columns.line[row] ?? 0,
      package: columns.package[row] as string | null,
      site: columns.site[row] ?? '',
    })),
    stacks: { count: parent.length, parent: Int32Array.from(parent), frame: Uint32Array.from(frame) },
    samples: {
      count: stack.length,
      stack: Uint32Array.from(stack),
      weightBytes: Float64Array.from(weightBytes as number[]),
      ordinal: Float64Array.from(steps, (step) => {
        ordinal += step;
        if (ordinal > Number.MAX_SAFE_INTEGER) throw new Error('samples.ordinal grows too large');
        return ordinal;
      }),
    },
  };
}

/** Every caller stands before the called, and no stack is deeper than was kept: below V8's root, one for its buckets. */
function assertTree(parent: readonly number[], stackDepth: number): void {
  const depths: number[] = [];
  parent.forEach((caller, row) => {
    if (caller >= row) throw new Error(`stacks.parent[${row}] is no row before it`);
    const depth = (depths[caller] ?? -1) + 1;
    if (depth > stackDepth + 1) throw new Error(`stacks.parent[${row}] is deeper than ${stackDepth} frames`);
    depths.push(depth);
  });
}

function table(parts: Parts, name: string): { name: string; columns: Parts } {
  const columns = parts[name];
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) throw new Error(`${name} is no table`);
  return { name, columns: columns as Parts };
}

function column(
  { name, columns }: { name: string; columns: Parts },
  key: string,
  length: number | undefined,
  isValid: (value: unknown) => boolean,
): unknown[] {
  const values = columns[key];
  if (!Array.isArray(values)) throw new Error(`${name}.${key} is no list`);
  if (length !== undefined && values.length !== length) throw new Error(`${name}.${key} has not ${length} values`);
  const wrong = values.findIndex((value) => !isValid(value));
  if (wrong !== -1) throw new Error(`${name}.${key}[${wrong}] is not what it may be`);
  return values;
}

function texts(from: { name: string; columns: Parts }, key: string, length?: number): string[] {
  return column(from, key, length, (value) => typeof value === 'string') as string[];
}

function whole(
  from: { name: string; columns: Parts },
  key: string,
  { least, below, length }: { least: number; below: number; length?: number },
): number[] {
  return column(
    from,
    key,
    length,
    (value) => Number.isInteger(value) && (value as number) >= least && (value as number) < below,
  ) as number[];
}

function positive(parts: Parts, key: string, most: number): number {
  const value = parts[key];
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > most) {
    throw new Error(`${key} is not a whole number from 1 to ${most}`);
  }
  return value as number;
}

function text(parts: Parts, key: string): string {
  const value = parts[key];
  if (typeof value !== 'string' || value === '') throw new Error(`${key} is no text`);
  return value;
}

function time(parts: Parts): string {
  const value = text(parts, 'time');
  if (Number.isNaN(Date.parse(value))) throw new Error('time is no time');
  return value;
}
