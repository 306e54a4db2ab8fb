import { reasonOf } from '../errors.js';
import { isProfilerRunning } from './inspector.js';
import { type SamplingParameters, type Starter, type StarterName, STARTERS, type StopProfiler } from './starters.js';

/** Whether this isolate's heap is being sampled on our behalf, and why not. */
export type ProfilerState =
  | {
      readonly status: 'running';
      readonly starter: StarterName;
      readonly sampleIntervalBytes: number;
      readonly stackDepth: number;
      /** Counts our starts: ordinals are comparable within one epoch only. */
      readonly epoch: number;
    }
  | {
      readonly status: 'unavailable';
      /**
       * `busy`: somebody else's profiler runs, and trying again later makes sense.
       * `denied`: this process may not use what it takes. `starter`: the starter asked for does not work here.
       */
      readonly cause: 'busy' | 'denied' | 'starter';
      readonly reason: string;
    };

const BUSY: ProfilerState = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'another heap profiler is already running in this process and V8 has only one',
};

/** Owns V8's one sampling heap profiler of this isolate: starts it, and stops only what it started. */
export class Profiler {
  readonly #starters: readonly Starter[];
  readonly #parameters: SamplingParameters;
  #epoch = 0;
  #stop: StopProfiler | undefined;

  constructor(starter: StarterName | 'auto', parameters: SamplingParameters) {
    this.#starters = starter === 'auto' ? STARTERS : STARTERS.filter(({ name }) => name === starter);
    const { sampleIntervalBytes, stackDepth } = parameters;
    this.#parameters = { sampleIntervalBytes, stackDepth };
  }

  /**
   * Starts the profiler with the first starter that works.
   * V8 ignores a second start together with its interval, so a running profiler is left alone and reported.
   * Does not throw.
   */
  start(): ProfilerState {
    this.#stop = undefined;
    try {
      if (isProfilerRunning()) return BUSY;
    } catch (error) {
      return { status: 'unavailable', cause: 'denied', reason: `the inspector cannot be used (${reasonOf(error)})` };
    }
    const failures: string[] = [];
    for (const starter of this.#starters) {
      try {
        this.#stop = starter.start(this.#parameters);
        this.#epoch += 1;
        return { status: 'running', starter: starter.name, ...this.#parameters, epoch: this.#epoch };
      } catch (error) {
        failures.push(`${starter.name}: ${reasonOf(error)}`);
      }
    }
    return { status: 'unavailable', cause: 'starter', reason: failures.join('; ') };
  }

  /** Stops the profiler if it is ours. Does not throw. */
  stop(): void {
    const stop = this.#stop;
    this.#stop = undefined;
    try {
      stop?.();
    } catch {
      // Somebody stopped it before us.
    }
  }

  /** Lets go of the profiler without stopping it: it has become somebody else's. */
  disown(): void {
    this.#stop = undefined;
  }
}
