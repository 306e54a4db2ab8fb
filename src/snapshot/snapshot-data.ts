import type { Profile } from '../v8/profile.js';
import { type Frame, UNKNOWN_FRAME } from './frame.js';

/** The content of a snapshot: plain tables with one row for each frame, stack and sample. */
export interface SnapshotData {
  /** The time at which the snapshot was taken, in ISO 8601 and UTC. */
  readonly time: string;
  /** The name of the profiler's run: ordinals are comparable within one run only. */
  readonly run: string;
  readonly sampleIntervalBytes: number;
  /** The number of frames recorded of each stack. */
  readonly stackDepth: number;
  readonly frames: readonly Frame[];
  /** The stacks as a tree, in which a parent stands before its children. */
  readonly stacks: {
    readonly count: number;
    /** The row of the calling stack, −1 for V8's root. */
    readonly parent: Int32Array;
    /** The row in `frames` of the stack's innermost frame. */
    readonly frame: Uint32Array;
  };
  /** The live samples, by ascending ordinal in a snapshot. */
  readonly samples: {
    readonly count: number;
    readonly stack: Uint32Array;
    readonly weightBytes: Float64Array;
    readonly ordinal: Float64Array;
  };
}

/** The circumstances of a snapshot: all that it says of its profile besides the tables. */
type Circumstances = Pick<SnapshotData, 'time' | 'run' | 'sampleIntervalBytes' | 'stackDepth'>;

/**
 * Makes the content of a snapshot of all samples of a profile, in no order yet: {@link selectSamples} chooses and sorts.
 *
 * @param frameOfRow the frame of each row of the node table
 */
export function snapshotData(
  { nodes, samples }: Profile,
  frameOfRow: readonly Frame[],
  circumstances: Circumstances,
): SnapshotData {
  const frames = new Map<Frame, number>();
  const frame = Uint32Array.from(frameOfRow, (one) => {
    const row = frames.get(one) ?? frames.size;
    frames.set(one, row);
    return row;
  });
  return {
    ...circumstances,
    frames: [...frames.keys()],
    stacks: { count: nodes.count, parent: nodes.parent, frame },
    samples: { ...samples, stack: samples.node },
  };
}

/** Makes the content of a snapshot that has only some samples of another, by ordinal, and the stacks and frames these need. */
export function selectSamples(data: SnapshotData, chosen: readonly number[]): SnapshotData {
  const { frames, stacks, samples } = data;
  const rows = [...chosen].sort((a, b) => (samples.ordinal[a] ?? 0) - (samples.ordinal[b] ?? 0));
  const needed = new Uint8Array(stacks.count);
  for (const row of rows) {
    for (let stack = samples.stack[row] ?? 0; stack >= 0 && needed[stack] === 0; stack = stacks.parent[stack] ?? -1) {
      needed[stack] = 1;
    }
  }
  const keptStacks = [...needed.keys()].filter((row) => needed[row] === 1);
  const stackRow = renumbered(keptStacks, stacks.count);
  const keptFrames = [...new Set(keptStacks.map((row) => stacks.frame[row] ?? 0))].sort((a, b) => a - b);
  const frameRow = renumbered(keptFrames, frames.length);
  const kept = {
    count: rows.length,
    stack: new Uint32Array(rows.length),
    weightBytes: new Float64Array(rows.length),
    ordinal: new Float64Array(rows.length),
  };
  // Tens of thousands of them: `from` with a function takes ten times as long.
  rows.forEach((row, at) => {
    kept.stack[at] = stackRow[samples.stack[row] ?? 0] ?? 0;
    kept.weightBytes[at] = samples.weightBytes[row] ?? 0;
    kept.ordinal[at] = samples.ordinal[row] ?? 0;
  });
  return {
    ...data,
    frames: keptFrames.map((row) => frames[row] ?? UNKNOWN_FRAME),
    stacks: {
      count: keptStacks.length,
      parent: Int32Array.from(keptStacks, (row) => stackRow[stacks.parent[row] ?? -1] ?? -1),
      frame: Uint32Array.from(keptStacks, (row) => frameRow[stacks.frame[row] ?? 0] ?? 0),
    },
    samples: kept,
  };
}

/** Gives each row that stays its new number, and −1 to the others. */
function renumbered(kept: readonly number[], count: number): Int32Array {
  const rows = new Int32Array(count).fill(-1);
  kept.forEach((row, index) => (rows[row] = index));
  return rows;
}
