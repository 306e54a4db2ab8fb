import type { StarterName } from '../v8/starters.js';

/** Where the numbers of a report come from: a running profiler, or none and why. */
export type ReportSource = SamplingOfSource & (RunningProfiler | NoProfiler);

interface SamplingOfSource {
  readonly sampleIntervalBytes: number;
  readonly stackDepth: number;
  readonly thread: string;
}

interface RunningProfiler {
  /** How the profiler was started. */
  readonly starter: StarterName;
  readonly unavailable: null;
}

/** There is no profiler, and so `sites` is empty. */
interface NoProfiler {
  readonly starter: 'none';
  /** Why sites are not available. */
  readonly unavailable: string;
}
