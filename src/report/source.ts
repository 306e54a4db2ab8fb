import type { StarterName } from '../v8/starters.js';

/** The source of the numbers of a report: a running profiler, or none and the reason. */
export type ReportSource = SamplingOfSource & (RunningProfiler | NoProfiler);

interface SamplingOfSource {
  readonly sampleIntervalBytes: number;
  readonly stackDepth: number;
  readonly thread: string;
}

interface RunningProfiler {
  /**
   * The way in which the profiler was started; `other` where somebody else did and it is read along with. Then
   * `sampleIntervalBytes` is estimated from its samples, and `stackDepth` is that of the deepest stack found.
   */
  readonly starter: StarterName | 'other';
  readonly unavailable: null;
}

/** The source where there is no profiler, and so `sites` is empty. */
interface NoProfiler {
  readonly starter: 'none';
  /** The reason why sites are not available. */
  readonly unavailable: string;
}
