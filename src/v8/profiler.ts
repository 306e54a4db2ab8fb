import { randomUUID } from 'node:crypto';
import { reasonOf } from '../values/errors.js';
import { preventAllocationFolding } from './allocation-folding.js';
import { isProfilerRunning } from './inspector.js';
import { type SamplingParameters, type Starter, type StarterName, STARTERS, type StopProfiler } from './starters.js';

/** A profiler that runs on our behalf. */
export interface RunningProfiler extends SamplingParameters {
  readonly status: 'running';
  readonly starter: StarterName;
  /** Names this run of the profiler: ordinals are comparable within one run only. */
  readonly run: string;
}

/** Why there is none. */
export interface UnavailableProfiler {
  readonly status: 'unavailable';
  /**
   * `busy`: somebody else's profiler runs, and trying again later makes sense.
   * `denied`: this process may not use what it takes. `starter`: the starter asked for does not work here.
   */
  readonly cause: 'busy' | 'denied' | 'starter';
  readonly reason: string;
}

/** Whether this isolate's heap is being sampled on our behalf, and why not. */
export type ProfilerState = RunningProfiler | UnavailableProfiler;

const BUSY: ProfilerState = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'another heap profiler is already running in this process and V8 has only one',
};

/** The profiler that this package runs on this thread, V8 having one only, and who has asked for it. */
interface SharedRun {
  readonly state: RunningProfiler;
  readonly stop: StopProfiler;
  readonly users: Set<Profiler>;
}

let shared: SharedRun | undefined;

/**
 * One user's claim on V8's sampling heap profiler of this isolate: the first starts it, others join in with what
 * it was started with, and the last to leave stops it. What somebody else started is left alone.
 */
export class Profiler {
  readonly #starters: readonly Starter[];
  readonly #parameters: SamplingParameters;
  readonly #allocationFolding: boolean;

  /** @param parameters how to sample, and whether V8 may go on folding allocations, see {@link preventAllocationFolding} */
  constructor(
    starter: StarterName | 'auto',
    parameters: SamplingParameters & { readonly allocationFolding?: boolean },
  ) {
    this.#starters = starter === 'auto' ? STARTERS : STARTERS.filter(({ name }) => name === starter);
    const { sampleIntervalBytes, stackDepth, allocationFolding = false } = parameters;
    this.#allocationFolding = allocationFolding;
    this.#parameters = { sampleIntervalBytes, stackDepth };
  }

  /** True from a start that succeeded until {@link stop}, or until the profiler was lost. */
  get isRunning(): boolean {
    return shared?.users.has(this) ?? false;
  }

  /**
   * Joins the profiler this package runs already, or starts it with the first starter that works.
   * V8 ignores a second start together with its interval, so a foreign profiler is left alone and reported.
   * Does not throw.
   */
  start(): ProfilerState {
    if (!this.#allocationFolding) preventAllocationFolding();
    if (shared !== undefined) {
      shared.users.add(this);
      return shared.state;
    }
    try {
      if (isProfilerRunning()) return BUSY;
    } catch (error) {
      return { status: 'unavailable', cause: 'denied', reason: `the inspector cannot be used (${reasonOf(error)})` };
    }
    const failures: string[] = [];
    for (const starter of this.#starters) {
      try {
        const stop = starter.start(this.#parameters);
        const state = { status: 'running', starter: starter.name, run: randomUUID(), ...this.#parameters } as const;
        shared = { state, stop, users: new Set([this]) };
        return state;
      } catch (error) {
        failures.push(`${starter.name}: ${reasonOf(error)}`);
      }
    }
    return { status: 'unavailable', cause: 'starter', reason: failures.join('; ') };
  }

  /** Gives up the claim; the last one stops the profiler. Does not throw. */
  stop(): void {
    const left = shared;
    if (left?.users.delete(this) !== true || left.users.size > 0) return;
    shared = undefined;
    try {
      left.stop();
    } catch {
      // Somebody stopped it before us.
    }
  }

  /** Lets go of the profiler without stopping it, for every user: it is gone, or has become somebody else's. */
  disown(): void {
    if (this.isRunning) shared = undefined;
  }
}
