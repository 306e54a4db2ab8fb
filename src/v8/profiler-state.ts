import type { SamplingParameters, StarterName } from './starters.js';

/** The state of a profiler that is read: one that runs on behalf of this package, or somebody else's. */
export interface RunningProfiler extends SamplingParameters {
  readonly status: 'running';
  /**
   * What started it; `other` where somebody else did. Then the interval is estimated from its samples, see
   * `estimateInterval`, and its stacks may be deeper than any was.
   */
  readonly starter: StarterName | 'other';
  /** The name of this run of the profiler: ordinals are comparable within one run only. */
  readonly run: string;
  /** True where every profile of this run has its sentinel, see `isProfileOf`. */
  readonly hasSentinel?: boolean;
  /** The size of somebody else's profile when it was found. */
  readonly found?: { readonly samples: number; readonly nodes: number };
}

/** The state where no profiler is read, and why. */
export interface UnavailableProfiler {
  readonly status: 'unavailable';
  /**
   * The kind of reason. `busy`: somebody else's profiler runs, so trying again later makes sense. `young`: it has hardly
   * begun, and is read along once it has samples. `denied`: this process may not use the inspector. `starter`: none of the
   * starters asked for works on this machine.
   */
  readonly cause: 'busy' | 'young' | 'denied' | 'starter';
  readonly reason: string;
  /** The seconds to wait before the next attempt, as an attempt may stall the thread. @default 0 */
  readonly retryAfterSeconds?: number;
}

/** The state of the profiler: whether this isolate's heap is being sampled, and if not, why. */
export type ProfilerState = RunningProfiler | UnavailableProfiler;
