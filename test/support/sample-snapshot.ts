import type { Frame } from '../../src/snapshot/frame.js';
import type { SnapshotData } from '../../src/snapshot/snapshot-data.js';
import { Snapshot } from '../../src/snapshot/snapshot.js';
import { packagedFile } from '../../src/symbols/packages.js';

/** One sample of a snapshot, as a test writes it. */
export interface SampleAllocation {
  /** The frames of the stack, the outermost first; there are none for what V8 allocates outside of any stack. */
  readonly stack: readonly Frame[];
  readonly sizeBytes: number;
  readonly ordinal: number;
}

/** What a snapshot says of its profile besides the tables. */
export type SampleCircumstances = Partial<Pick<SnapshotData, 'time' | 'run' | 'sampleIntervalBytes' | 'stackDepth'>>;

/** The frame of V8's root, which stands above every stack. */
const ROOT_FRAME: Frame = { function: '(root)', file: '', line: 0, column: 0, package: null, site: '(root)' };

/** Makes a frame of a program in `/app`; without a file it is a builtin's, or one of V8's buckets. */
export function sampleFrame(name: string, file = '', line?: number): Frame {
  const { package: packageName, shortPath } = packagedFile(file, '/app');
  const place = line ?? (file === '' ? 0 : 1);
  const site = file === '' ? name : `${name} ${shortPath}:${place}`;
  return { function: name, file, line: place, column: 0, package: packageName, site };
}

/** Makes the tables of a snapshot with these samples, in which each stack stands once. */
function sampleData(allocations: readonly SampleAllocation[], circumstances: SampleCircumstances = {}): SnapshotData {
  const frames: Frame[] = [];
  const frameRows = new Map<string, number>();
  const stacks: Array<{ parent: number; frame: number }> = [];
  const stackRows = new Map<string, number>();

  const stackRow = (parent: number, frame: Frame): number => {
    const frameRow = frameRows.get(frame.site) ?? frames.push(frame) - 1;
    frameRows.set(frame.site, frameRow);
    const key = `${parent} ${frameRow}`;
    const row = stackRows.get(key) ?? stacks.push({ parent, frame: frameRow }) - 1;
    stackRows.set(key, row);
    return row;
  };

  const root = stackRow(-1, ROOT_FRAME);
  const ordered = [...allocations].sort((a, b) => a.ordinal - b.ordinal);
  const stackOfSample = ordered.map(({ stack }) => stack.reduce(stackRow, root));
  return {
    time: '2026-01-02T03:04:05.678Z',
    run: 'run-1',
    sampleIntervalBytes: 1,
    stackDepth: 32,
    ...circumstances,
    frames,
    stacks: {
      count: stacks.length,
      parent: Int32Array.from(stacks, ({ parent }) => parent),
      frame: Uint32Array.from(stacks, ({ frame }) => frame),
    },
    samples: {
      count: ordered.length,
      stack: Uint32Array.from(stackOfSample),
      weightBytes: Float64Array.from(ordered, ({ sizeBytes }) => sizeBytes),
      ordinal: Float64Array.from(ordered, ({ ordinal }) => ordinal),
    },
  };
}

/** Makes a snapshot with these samples; every allocation is sampled unless the interval says otherwise. */
export function sampleSnapshot(
  allocations: readonly SampleAllocation[],
  circumstances: SampleCircumstances = {},
): Snapshot {
  return new Snapshot(sampleData(allocations, circumstances));
}
