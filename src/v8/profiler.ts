import { randomUUID } from 'node:crypto';
import { reasonOf } from '../values/errors.js';
import { preventAllocationFolding } from './allocation-folding.js';
import { isProfilerRunning } from './inspector.js';
import { type SamplingParameters, type Starter, type StarterName, STARTERS, type StopProfiler } from './starters.js';

/** The state of a profiler that runs on behalf of this package. */
export interface RunningProfiler extends SamplingParameters {
  readonly status: 'running';
  readonly starter: StarterName;
  /** The name of this run of the profiler: ordinals are comparable within one run only. */
  readonly run: string;
}

/** The state where no profiler runs on behalf of this package, and why. */
export interface UnavailableProfiler {
  readonly status: 'unavailable';
  /**
   * The kind of reason. `busy`: somebody else's profiler runs, so trying again later makes sense. `denied`: this
   * process may not use the inspector. `starter`: none of the starters asked for works on this machine.
   */
  readonly cause: 'busy' | 'denied' | 'starter';
  readonly reason: string;
}

/**
 * The state of the profiler: whether this isolate's heap is being sampled on behalf of this package, and if not, why.
 */
export type ProfilerState = RunningProfiler | UnavailableProfiler;

const BUSY: ProfilerState = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'another heap profiler is already running in this process and V8 has only one',
};

/** The one profiler that this package runs on this thread, and the claims that share it. */
interface SharedRun {
  readonly state: RunningProfiler;
  readonly stop: StopProfiler;
  readonly claims: Set<Profiler>;
}

let shared: SharedRun | undefined;

/**
 * One claim on this isolate's sampling heap profiler, of which V8 has only one: the first claim starts it, later ones
 * share it with the parameters it was started with, and the last one stops it. A profiler that somebody else started is
 * left alone.
 */
export class Profiler {
  readonly #starters: readonly Starter[];
  readonly #parameters: SamplingParameters;
  readonly #allocationFolding: boolean;

  /**
   * Makes a claim that has not started.
   *
   * @param starter the only starter to try, or `auto` for all of them
   * @param parameters how to sample, and whether V8 may go on folding allocations, see {@link preventAllocationFolding}
   */
  constructor(
    starter: StarterName | 'auto',
    parameters: SamplingParameters & { readonly allocationFolding?: boolean },
  ) {
    this.#starters = starter === 'auto' ? STARTERS : STARTERS.filter(({ name }) => name === starter);
    const { sampleIntervalBytes, stackDepth, allocationFolding = false } = parameters;
    this.#allocationFolding = allocationFolding;
    this.#parameters = { sampleIntervalBytes, stackDepth };
  }

  /** True from a start that succeeded until {@link stop}, or until the profiler has been lost. */
  get isRunning(): boolean {
    return shared?.claims.has(this) ?? false;
  }

  /**
   * Joins the profiler that this package runs already, or starts one with the first starter that works. This method
   * does not throw. V8 ignores a second start together with its interval, so a foreign profiler is left alone and
   * reported as `busy`.
   */
  start(): ProfilerState {
    if (!this.#allocationFolding) preventAllocationFolding();
    if (shared !== undefined) {
      shared.claims.add(this);
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
        shared = { state, stop, claims: new Set([this]) };
        return state;
      } catch (error) {
        failures.push(`${starter.name}: ${reasonOf(error)}`);
      }
    }
    return { status: 'unavailable', cause: 'starter', reason: failures.join('; ') };
  }

  /** Gives the claim up and stops the profiler if it was the last. This method does not throw. */
  stop(): void {
    const run = shared;
    if (run?.claims.delete(this) !== true || run.claims.size > 0) return;
    shared = undefined;
    try {
      run.stop();
    } catch {
      // Somebody stopped it before us.
    }
  }

  /** Gives up every claim without stopping the profiler, which has ended or has become somebody else's. */
  disown(): void {
    if (this.isRunning) shared = undefined;
  }
}
