import type { Frame } from './frame.js';
import type { SnapshotData } from './snapshot-data.js';

/** A part of a parsed file, of which nothing has been checked. */
type Parts = Readonly<Record<string, unknown>>;

/**
 * Checks every value of a parsed snapshot file and returns its content.
 *
 * @throws Error that names the first wrong value
 */
export function checkedContent(content: unknown): SnapshotData {
  const parts = content as Parts;
  const frames = table(parts, 'frames');
  const stacks = table(parts, 'stacks');
  const samples = table(parts, 'samples');
  const names = texts(frames, 'function');
  const frameCount = names.length;
  const columns = {
    file: texts(frames, 'file', frameCount),
    line: whole(frames, 'line', { least: 0, below: 2 ** 31, length: frameCount }),
    // Files of earlier versions have none.
    column: 'column' in frames.columns ? whole(frames, 'column', { least: 0, below: 2 ** 31, length: frameCount }) : [],
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
      column: columns.column[row] ?? 0,
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

/**
 * Checks that every caller stands before what it calls, and that no stack is deeper than its limit; V8's root stands above
 * that, and one row of V8's buckets may stand below.
 */
function assertTree(parent: readonly number[], stackDepth: number): void {
  const depths: number[] = [];
  parent.forEach((caller, row) => {
    if (caller >= row) throw new Error(`stacks.parent[${row}] is not a row before it`);
    const depth = (depths[caller] ?? -1) + 1;
    if (depth > stackDepth + 1) throw new Error(`stacks.parent[${row}] is deeper than ${stackDepth} frames`);
    depths.push(depth);
  });
}

function table(parts: Parts, name: string): { name: string; columns: Parts } {
  const columns = parts[name];
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns))
    throw new Error(`${name} is not a table`);
  return { name, columns: columns as Parts };
}

function column(
  { name, columns }: { name: string; columns: Parts },
  key: string,
  length: number | undefined,
  isValid: (value: unknown) => boolean,
): unknown[] {
  const values = columns[key];
  if (!Array.isArray(values)) throw new Error(`${name}.${key} is not a list`);
  if (length !== undefined && values.length !== length)
    throw new Error(`${name}.${key} has ${values.length} values instead of ${length}`);
  const wrong = values.findIndex((value) => !isValid(value));
  if (wrong !== -1) throw new Error(`${name}.${key}[${wrong}] is not a value that may be there`);
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
  if (typeof value !== 'string' || value === '') throw new Error(`${key} is not a text`);
  return value;
}

function time(parts: Parts): string {
  const value = text(parts, 'time');
  if (Number.isNaN(Date.parse(value))) throw new Error('time is not a point in time');
  return value;
}
