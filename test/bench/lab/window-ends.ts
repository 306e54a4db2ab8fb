import type { LabRecord, LabResult } from './result.js';

/** A window of the site that shows the leak, and the two reads that it lies between. */
export type LabWindow = NonNullable<LabRecord['right']> & {
  readonly beginSeconds: number;
  readonly endSeconds: number;
};

/**
 * A read is noted at most so much later than it was made, while nothing else keeps the processor busy: a window's ends are known
 * as exactly.
 */
export const LATENESS_SECONDS = 0.015;

/** Gives the windows of one run that do not overlap, each once, the first not before the given time. */
export function separateWindows(
  { records, collections }: Pick<LabResult, 'records' | 'collections'>,
  fromSeconds: number,
): LabWindow[] {
  const reads = records.flatMap(({ readSeconds }) => readSeconds ?? []);
  // A checkpoint is the last read before a collection began.
  const checkpoints = collections.map(({ startSeconds, endSeconds }) => ({
    seconds: reads.findLast((read) => read < startSeconds) ?? -Infinity,
    knownFromSeconds: endSeconds,
  }));
  const windows: LabWindow[] = [];
  let freeFromSeconds = fromSeconds;
  let knownSeconds = 0;
  for (const { readSeconds = -Infinity, right } of records) {
    const isNew = right !== undefined && right.windowSeconds !== knownSeconds;
    knownSeconds = right?.windowSeconds ?? 0;
    if (!isNew || knownSeconds === 0) continue;
    // A new window ends with the latest checkpoint that its report can know of.
    const end = checkpoints.findLast(({ knownFromSeconds }) => knownFromSeconds <= readSeconds)?.seconds;
    if (end === undefined || end - right.windowSeconds < freeFromSeconds - LATENESS_SECONDS) continue;
    const begin = checkpoints.find(({ seconds }) => Math.abs(end - right.windowSeconds - seconds) < LATENESS_SECONDS);
    if (begin === undefined) continue;
    windows.push({ ...right, beginSeconds: begin.seconds, endSeconds: end });
    freeFromSeconds = end;
  }
  return windows;
}
