import { type Filter, PROGRAM_ONLY } from '../snapshot/filter.js';
import { rowsThatPass } from '../snapshot/passing-rows.js';
import { selectSamples, snapshotData } from '../snapshot/snapshot-data.js';
import { Snapshot } from '../snapshot/snapshot.js';
import { StackTable } from '../snapshot/stack-table.js';
import { collectGarbage } from '../v8/full-collection.js';
import { isProfilerGone, readOwnProfile } from '../v8/inspector.js';
import type { Profile } from '../v8/profile.js';
import type { RunningProfiler } from '../v8/profiler.js';
import { isProfileOf } from '../v8/run-sentinel.js';
import { HeapgaugeError } from '../values/errors.js';
import { ownFrames } from './own-frames.js';
import { unrounded } from './own-weights.js';

/** The options of a snapshot. */
export interface SnapshotOptions {
  /** Collects all garbage first, in some 40 ms or more, so that only what is reachable is left. @default false */
  collectGarbage?: boolean;
  /**
   * The filters that choose the traces that stay.
   *
   * @default leave out what Node's own modules and heapgauge allocate for themselves
   */
  filters?: readonly Filter[];
}

/** Makes a snapshot of this thread's profile: the samples after an ordinal that pass the filters. */
export function snapshotOf(
  profile: Profile,
  { run, sampleIntervalBytes, stackDepth }: RunningProfiler,
  since: number,
  filters: readonly Filter[] = PROGRAM_ONLY,
): Snapshot {
  const circumstances = { time: new Date().toISOString(), run, sampleIntervalBytes, stackDepth };
  const data = snapshotData(profile, ownFrames().framesOf(profile), circumstances);
  return new Snapshot(selectSamples(data, rowsThatPass(data, new StackTable(data), filters, since)));
}

/**
 * Takes a snapshot of all that a running profiler has sampled on this thread.
 *
 * @throws HeapgaugeError `ERR_HEAPGAUGE_PROFILER_LOST` where somebody else has stopped it, also where he started another
 */
export function snapshotOfAll(state: RunningProfiler, options: SnapshotOptions = {}): Snapshot {
  if (options.collectGarbage === true) collectGarbage();
  return snapshotOf(readRun(state), state, 0, options.filters);
}

function readRun(state: RunningProfiler): Profile {
  try {
    const profile = readOwnProfile();
    if (isProfileOf(state, profile)) return unrounded(profile, state, 0);
  } catch (error) {
    if (!isProfilerGone(error)) throw error;
  }
  throw new HeapgaugeError(
    'ERR_HEAPGAUGE_PROFILER_LOST',
    "there is no profile to take a snapshot of: somebody else stopped V8's heap profiler, of which a process has only one",
  );
}
