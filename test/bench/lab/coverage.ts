import type { LabResult } from './result.js';
import { SAMPLE_INTERVAL_BYTES } from './settings.js';
import { truthOf } from './truth.js';
import { separateWindows } from './window-ends.js';
import type { Leak } from './workload.js';

/** How well the bounds of one or more workloads covered the truth. */
export interface Coverage {
  readonly windows: number;
  /** Share of windows whose 95% interval covers what has truly grown. */
  readonly coverage: number;
  /** Mean of estimate less truth, as a share of the truth. */
  readonly meanBias: number;
  /** Mean of the squared error over the least that the samples allow. */
  readonly varianceRatio: number;
}

/** One window's estimate beside the truth. */
export interface JudgedWindow {
  readonly isCovered: boolean;
  readonly bias: number;
  /** The samples that what has truly grown has on average. */
  readonly expectedSamples: number;
  /** Squared error over the least variance that the samples allow. */
  readonly squaredScore: number;
}

/** Judges the windows of one run that do not overlap, as far as it is known what has truly grown in each. */
export function judgeWindows(leak: Leak, result: LabResult): JudgedWindow[] {
  // What was let go of for the measurement has filled up again by then, and a collection has found it.
  const fromSeconds = result.measuredFromSeconds + (leak.beside?.lifetimeSeconds ?? 0);
  return separateWindows(result, fromSeconds).flatMap((window) => {
    const truth = truthOf(leak, result, window);
    if (truth === undefined) return [];
    const { bytesPerSecond, lower, upper } = window;
    return {
      isCovered: lower <= truth.bytesPerSecond && truth.bytesPerSecond <= upper,
      bias: bytesPerSecond / truth.bytesPerSecond - 1,
      expectedSamples: (truth.bytesPerSecond * window.windowSeconds) / SAMPLE_INTERVAL_BYTES,
      squaredScore: (bytesPerSecond - truth.bytesPerSecond) ** 2 / truth.variance,
    };
  });
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
