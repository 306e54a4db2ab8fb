import { randomUUID } from 'node:crypto';
import { reasonOf } from '../values/errors.js';
import { callGuarded } from '../values/guard.js';
import { preventAllocationFolding } from './allocation-folding.js';
import { now } from './clock.js';
import { compileGeneratedCodeWhole } from './generated-code.js';
import { isDebuggable, readOwnProfile } from './inspector.js';
import { isProfilerRunning } from './is-profiler-running.js';
import { watchOtherProfilers } from './other-profilers.js';
import { isProfileOf, makeSentinel } from './run-sentinel.js';
import { type SamplingParameters, type Starter, type StarterName, STARTERS, type StopProfiler } from './starters.js';

/** The state of a profiler that runs on behalf of this package. */
export interface RunningProfiler extends SamplingParameters {
  readonly status: 'running';
  readonly starter: StarterName;
  /** The name of this run of the profiler: ordinals are comparable within one run only. */
  readonly run: string;
  /** True where every profile of this run has its sentinel, see {@link isProfileOf}. */
  readonly hasSentinel?: boolean;
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
  /** The seconds to wait before the next attempt where `busy`, as an attempt may stall the thread. @default 0 */
  readonly retryAfterSeconds?: number;
}

/**
 * The state of the profiler: whether this isolate's heap is being sampled on behalf of this package, and if not, why.
 */
export type ProfilerState = RunningProfiler | UnavailableProfiler;

/** The reason why nothing is sampled while another profiler runs. */
const BUSY = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'another heap profiler is already running in this process and V8 has only one',
} as const;

/** The wait between two questions whether a profiler runs, in durations of the question: it stalls for 0.2 % at most. */
const WAIT_PER_QUESTION = 500;

/** The one profiler that this package runs on this thread, and the claims that share it. */
interface SharedRun {
  readonly state: RunningProfiler;
  readonly stop: StopProfiler;
  readonly claims: Set<Profiler>;
  /** The object that is held for its sample. */
  readonly sentinel: object | undefined;
}

let shared: SharedRun | undefined;

/** True where another's profiler has been seen to stop since one was found running. */
let wasFreed = false;

/**
 * One claim on this isolate's sampling heap profiler, of which V8 has only one: the first claim starts it, later ones
 * share it with the parameters it was started with, and the last one stops it. A profiler that somebody else started is
 * left alone, and where somebody else starts one, as far as that can be seen, ours gives way before.
 */
export class Profiler {
  readonly #starters: readonly Starter[];
  readonly #parameters: SamplingParameters;
  readonly #allocationFolding: boolean;
  readonly #onChange: ((state: ProfilerState) => void) | undefined;

  /**
   * Makes a claim that has not started.
   *
   * @param starter the only starter to try, or `auto` for all of them
   * @param parameters how to sample, and whether V8 may go on folding allocations, see {@link preventAllocationFolding}
   * @param onChange is called with the new state when the profiler gave way to another's, and when it was started again
   *   with this claim's parameters, in a new run, because nobody needs those any more that it ran with. Where one claim
   *   has no such function it runs on as it is. What the function throws is dropped
   */
  constructor(
    starter: StarterName | 'auto',
    parameters: SamplingParameters & { readonly allocationFolding?: boolean },
    onChange?: (state: ProfilerState) => void,
  ) {
    this.#starters = starter === 'auto' ? STARTERS : STARTERS.filter(({ name }) => name === starter);
    const { sampleIntervalBytes, stackDepth, allocationFolding = false } = parameters;
    this.#allocationFolding = allocationFolding;
    this.#parameters = { sampleIntervalBytes, stackDepth };
    this.#onChange = onChange;
  }

  /** True from a start that succeeded until {@link stop}, or until the profiler has been lost. */
  get isRunning(): boolean {
    return shared?.claims.has(this) ?? false;
  }

  /** True while nobody else of this package shares the profiler. */
  get isAlone(): boolean {
    return this.isRunning && shared?.claims.size === 1;
  }

  /** True where another's profiler has been seen to stop since {@link start} found it running. */
  get wasFreed(): boolean {
    return wasFreed;
  }

  /**
   * Joins the profiler that this package runs already, or starts one with the first starter that works. This method
   * does not throw. V8 ignores a second start together with its interval, so a foreign profiler is left alone and
   * reported as `busy`.
   */
  start(): ProfilerState {
    if (shared !== undefined) {
      shared.claims.add(this);
      return shared.state;
    }
    watchOtherProfilers({
      starting: giveWay,
      stopped: () => {
        wasFreed = true;
      },
    });
    const askedSeconds = now();
    try {
      if (isProfilerRunning()) {
        wasFreed = false;
        return { ...BUSY, retryAfterSeconds: WAIT_PER_QUESTION * (now() - askedSeconds) };
      }
    } catch (error) {
      return { status: 'unavailable', cause: 'denied', reason: `the inspector cannot be used (${reasonOf(error)})` };
    }
    return this.#begin();
  }

  /**
   * Gives the claim up. The last one stops the profiler; where the others ask for other parameters than it runs with, it
   * is started again with theirs, see the constructor. This method does not throw.
   */
  stop(): void {
    const run = shared;
    if (run?.claims.delete(this) !== true) return;
    if (run.claims.size === 0) {
      end(run);
      return;
    }
    const rest = [...run.claims];
    if (rest.some((claim) => claim.#onChange === undefined || claim.#isSampledBy(run.state))) return;
    end(run);
    for (const claim of rest) claim.follow(claim.start());
  }

  /**
   * Gives up every claim without stopping the profiler, which has ended or has become somebody else's.
   *
   * @returns false, with nothing given up, where it runs all the same: what is said of a run may come when another,
   *   which this package has started since, is under way
   */
  disown(): boolean {
    if (!this.isRunning || shared === undefined) return true;
    if (shared.state.hasSentinel === true && isSampled()) return false;
    shared = undefined;
    return true;
  }

  /** Hands a new state on to whoever made the claim. @internal */
  follow(state: ProfilerState): void {
    callGuarded(
      () => this.#onChange?.(state),
      () => undefined,
    );
  }

  #begin(): ProfilerState {
    if (!this.#allocationFolding) preventAllocationFolding();
    compileGeneratedCodeWhole();
    const failures: string[] = [];
    for (const starter of this.#starters) {
      try {
        const stop = starter.start(this.#parameters);
        const sentinel = makeSentinel(this.#parameters.sampleIntervalBytes);
        const hasSentinel = sentinel !== undefined && isSampled();
        const { name } = starter;
        const state = {
          status: 'running',
          starter: name,
          run: randomUUID(),
          hasSentinel,
          ...this.#parameters,
        } as const;
        shared = { state, stop, claims: new Set([this]), sentinel };
        return state;
      } catch (error) {
        failures.push(`${starter.name}: ${reasonOf(error)}`);
      }
    }
    return { status: 'unavailable', cause: 'starter', reason: failures.join('; ') };
  }

  #isSampledBy({ sampleIntervalBytes, stackDepth }: SamplingParameters): boolean {
    return this.#parameters.sampleIntervalBytes === sampleIntervalBytes && this.#parameters.stackDepth === stackDepth;
  }
}

/** Stops ours, as somebody else is about to start the profiler: the application's wish comes first. */
function giveWay(): void {
  const run = shared;
  if (run === undefined) return;
  end(run);
  wasFreed = false;
  for (const claim of run.claims) claim.follow(BUSY);
}

function end(run: SharedRun): void {
  shared = undefined;
  try {
    // DevTools may have stopped ours and started another, and that is not ours to stop.
    if (!isDebuggable() || isProfileOf(run.state, readOwnProfile())) run.stop();
  } catch {
    // Somebody stopped it before us.
  }
}

/** Looks whether the sentinel was sampled: by chance it may not have been, nor be recognised after a bundler's work. */
function isSampled(): boolean {
  try {
    return readOwnProfile().hasSentinel === true;
  } catch {
    return false;
  }
}
