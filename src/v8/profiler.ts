import { randomUUID } from 'node:crypto';
import { reasonOf } from '../values/errors.js';
import { callGuarded } from '../values/guard.js';
import { oneOnThread } from '../values/thread-values.js';
import { preventAllocationFolding } from './allocation-folding.js';
import { now } from './clock.js';
import type { CompiledFiles } from './compiled-files.js';
import { compileGeneratedCodeWhole } from './generated-code.js';
import { isDebuggable, readOwnProfile } from './inspector.js';
import { isProfilerRunning } from './is-profiler-running.js';
import { unnoticed, watchOtherProfilers } from './other-profilers.js';
import type { ProfilerState, RunningProfiler } from './profiler-state.js';
import { stateOfOthers, YOUNG } from './read-along.js';
import { isProfileOf, makeSentinel } from './run-sentinel.js';
import { type SamplingParameters, type Starter, type StarterName, STARTERS, type StopProfiler } from './starters.js';

export type { ProfilerState, RunningProfiler };

/** The reason why nothing is sampled while another profiler runs. */
const BUSY = {
  status: 'unavailable',
  cause: 'busy',
  reason: 'another heap profiler is already running in this process and V8 has only one',
} as const;

/** Whoever makes a claim for as long as it lasts, and goes along with what others do. */
export interface ProfilerFollower {
  /**
   * Is called with the new state when the profiler gave way to another's, and when it was started again with the claim's
   * parameters, in a new run, because nobody needs those any more that it ran with. What it throws is dropped.
   */
  readonly onChange: (state: ProfilerState) => void;
  /** Is called when somebody else has stopped V8's profiler, whoever had started it. What it throws is dropped. */
  readonly onStopped: () => void;
  /**
   * True where the profiler is left to a claim without a follower that asks for other parameters, for as long as that lasts.
   * @default false
   */
  readonly yields?: boolean;
}

/** The wait between two questions whether a profiler runs, in durations of the question: it stalls for 0.2 % at most. */
const WAIT_PER_QUESTION = 500;

/** The one profiler that this package runs on this thread, and the claims that share it. */
interface SharedRun {
  readonly state: RunningProfiler;
  readonly stop: StopProfiler;
  readonly claims: Set<ThreadProfiler>;
  /** The object that is held for its sample. */
  readonly sentinel: object | undefined;
}

let shared: SharedRun | undefined;

/** True where somebody else was seen to start the profiler so that it lists what has been collected, too. */
let othersListTheDead = false;

/** The claims with a follower, from their start to their stop. */
const followed = new Set<ThreadProfiler>();

/**
 * One claim on this isolate's sampling heap profiler, of which V8 has only one: the first claim starts it, later ones
 * share it with the parameters it was started with, and the last one stops it. A profiler that somebody else started is
 * left alone, and where somebody else starts one, as far as that can be seen, ours gives way before. A claim with a
 * follower reads along with somebody else's.
 */
class ThreadProfiler {
  readonly #starters: readonly Starter[];
  readonly #parameters: SamplingParameters;
  readonly #allocationFolding: boolean;
  readonly #files: CompiledFiles | undefined;
  readonly #follower: ProfilerFollower | undefined;

  /**
   * Makes a claim that has not started.
   *
   * @param starter the only starter to try, or `auto` for all of them
   * @param parameters how to sample; whether V8 may go on folding allocations, see {@link preventAllocationFolding}; and
   *   where compiled files lie, see {@link Starter}
   * @param follower goes along with changes, and with somebody else's profiler. Where one claim has none, the profiler
   *   runs on as it is for as long as that lasts
   */
  constructor(
    starter: StarterName | 'auto',
    parameters: SamplingParameters & { readonly allocationFolding?: boolean; readonly compiledFiles?: CompiledFiles },
    follower?: ProfilerFollower,
  ) {
    this.#starters = starter === 'auto' ? STARTERS : STARTERS.filter(({ name }) => name === starter);
    const { sampleIntervalBytes, stackDepth, allocationFolding = false, compiledFiles } = parameters;
    this.#allocationFolding = allocationFolding;
    this.#files = compiledFiles;
    this.#parameters = { sampleIntervalBytes, stackDepth };
    this.#follower = follower;
  }

  /** True from a start that succeeded until {@link stop}, or until the profiler has been lost. */
  get isRunning(): boolean {
    return shared?.claims.has(this) ?? false;
  }

  /** True while nobody else of this package shares the profiler. */
  get isAlone(): boolean {
    return this.isRunning && shared?.claims.size === 1;
  }

  /**
   * Joins the profiler that this package runs already, or starts one with the first starter that works. This method
   * does not throw. V8 ignores a second start together with its interval, so somebody else's profiler is left alone: a
   * claim with a follower reads along with it, and for another one it is `busy`.
   */
  start(): ProfilerState {
    return this.#takeOver() ?? this.join() ?? this.#begin();
  }

  /** Does what {@link start} does where a profiler runs already, and returns `undefined` where none does. */
  join(): ProfilerState | undefined {
    if (this.#follower !== undefined) followed.add(this);
    if (shared !== undefined) {
      shared.claims.add(this);
      return shared.state;
    }
    watchOtherProfilers({ starting: giveWay, stopped: noteStopped });
    const askedSeconds = now();
    try {
      const state =
        this.#follower === undefined ? busyWhereRunning() : stateOfOthers({ listsTheDead: othersListTheDead });
      if (state?.status === 'running') this.#prepareV8();
      return state?.status === 'unavailable'
        ? { ...state, retryAfterSeconds: WAIT_PER_QUESTION * (now() - askedSeconds) }
        : state;
    } catch (error) {
      return { status: 'unavailable', cause: 'denied', reason: `the inspector cannot be used (${reasonOf(error)})` };
    }
  }

  /**
   * Gives the claim up. The last one stops the profiler; where the others ask for other parameters than it runs with, it
   * is started again with theirs, see the constructor. This method does not throw.
   */
  stop(): void {
    followed.delete(this);
    const run = shared;
    if (run?.claims.delete(this) !== true) return;
    if (run.claims.size === 0) {
      end(run);
      return;
    }
    const rest = [...run.claims];
    if (rest.some((claim) => claim.#follower === undefined || claim.#isSampledBy(run.state))) return;
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
      () => this.#follower?.onChange(state),
      () => undefined,
    );
  }

  /** Tells whoever made the claim that somebody else has stopped V8's profiler. @internal */
  noteStopped(): void {
    callGuarded(
      () => this.#follower?.onStopped(),
      () => undefined,
    );
  }

  /** Starts the profiler again with this claim's parameters where all others yield; they follow. */
  #takeOver(): ProfilerState | undefined {
    const run = shared;
    if (run === undefined || this.#follower !== undefined || this.#isSampledBy(run.state)) return undefined;
    if (![...run.claims].every((claim) => claim.#follower?.yields === true)) return undefined;
    end(run);
    const state = this.#begin();
    for (const claim of run.claims) claim.follow(claim.start());
    return state;
  }

  #begin(): ProfilerState {
    this.#prepareV8();
    const failures: string[] = [];
    for (const starter of this.#starters) {
      try {
        const stop = unnoticed(() => starter.start(this.#parameters, this.#files));
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

  /** Has V8 compile code so that its samples are true. */
  #prepareV8(): void {
    if (!this.#allocationFolding) preventAllocationFolding();
    compileGeneratedCodeWhole();
  }

  #isSampledBy({ sampleIntervalBytes, stackDepth }: SamplingParameters): boolean {
    return this.#parameters.sampleIntervalBytes === sampleIntervalBytes && this.#parameters.stackDepth === stackDepth;
  }
}

/** All copies of this package's code on a thread share one profiler, and so one class: see {@link oneOnThread}. */
export const Profiler: typeof ThreadProfiler = oneOnThread('profiler', ThreadProfiler);

export type Profiler = ThreadProfiler;

/** Stops ours, as somebody else is about to start the profiler: the application's wish comes first. */
function giveWay(listsTheDead: boolean): void {
  othersListTheDead = listsTheDead;
  const run = shared;
  if (run === undefined) return;
  end(run);
  for (const claim of run.claims) claim.follow(YOUNG);
}

function noteStopped(): void {
  othersListTheDead = false;
  for (const claim of followed) claim.noteStopped();
}

function busyWhereRunning(): ProfilerState | undefined {
  return isProfilerRunning() ? BUSY : undefined;
}

function end(run: SharedRun): void {
  shared = undefined;
  try {
    // DevTools may have stopped ours and started another, and that is not ours to stop.
    if (!isDebuggable() || isProfileOf(run.state, readOwnProfile())) unnoticed(run.stop);
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
