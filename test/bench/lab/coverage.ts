import type { LabRecord, LabResult } from './result.js';
import { SAMPLE_INTERVAL_BYTES } from './settings.js';
import type { Leak } from './workload.js';

/** How well the bounds of one or more workloads covered the truth. */
export interface Coverage {
  readonly windows: number;
  /** Share of windows whose 95% interval covers the true rate. */
  readonly coverage: number;
  /** Mean of estimate less truth, as a share of the truth. */
  readonly meanBias: number;
  /** Mean of the squared error over its Poisson bound. */
  readonly varianceRatio: number;
}

/** One window's estimate beside the truth. */
export interface JudgedWindow {
  readonly isCovered: boolean;
  readonly bias: number;
  /** Squared error over its Poisson bound. */
  readonly squaredScore: number;
}

/**
 * Reports and windows have clocks of their own: a window ends at a read before the report that has it, by some reads more
 * or less. Windows that overlap by less than this still count as separate.
 */
const SLACK_SECONDS = 0.5;

/** Judges the windows of one run that do not overlap. */
export function judgeWindows(leak: Leak, result: LabResult): JudgedWindow[] {
  const truth = result.trueBytesPerSecond;
  // What was let go of for the measurement has filled up again by then, and a collection has found it.
  const fromSeconds = result.measuredFromSeconds + (leak.beside?.lifetimeSeconds ?? 0) + SLACK_SECONDS;
  return separateWindows(result.records, fromSeconds).map(({ bytesPerSecond, lower, upper, windowSeconds }) => ({
    isCovered: lower <= truth && truth <= upper,
    bias: bytesPerSecond / truth - 1,
    squaredScore: (bytesPerSecond - truth) ** 2 / varianceBound(leak, truth, windowSeconds),
  }));
}

/** Adds up windows, of one workload or of all. */
export function coverageOf(windows: readonly JudgedWindow[]): Coverage {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    windows: windows.length,
    coverage: mean(windows.map(({ isCovered }) => (isCovered ? 1 : 0))),
    meanBias: mean(windows.map(({ bias }) => bias)),
    varianceRatio: mean(windows.map(({ squaredScore }) => squaredScore)),
  };
}

/** The first report of every window that begins where the one before has ended, the first not before the given time. */
function separateWindows(records: readonly LabRecord[], fromSeconds: number): Array<NonNullable<LabRecord['right']>> {
  const windows: Array<NonNullable<LabRecord['right']>> = [];
  let endSeconds = fromSeconds + SLACK_SECONDS;
  for (const { seconds, right } of records) {
    if (right === undefined || right.windowSeconds === 0) continue;
    if (seconds - right.windowSeconds < endSeconds - SLACK_SECONDS) continue;
    windows.push(right);
    endSeconds = seconds;
  }
  return windows;
}

/**
 * Variance of a rate known by its samples alone: N samples, each for R bytes, have the variance N R² (Poisson).
 * What the same function keeps for a while is born within the window and there at its end, or there at its beginning and
 * dead at its end: samples that come and go and add to the variance, however well they cancel out.
 */
function varianceBound(leak: Leak, truth: number, windowSeconds: number): number {
  const { bytesPerSecond = 0, lifetimeSeconds = 0 } = leak.beside ?? {};
  const passingBytes = 2 * bytesPerSecond * Math.min(lifetimeSeconds, windowSeconds);
  return ((truth * windowSeconds + passingBytes) * SAMPLE_INTERVAL_BYTES) / windowSeconds ** 2;
}
