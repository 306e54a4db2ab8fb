import type { Frame } from '../snapshot/frame.js';
import { OWN_PACKAGE } from '../snapshot/own-files.js';
import { sitesOf } from '../snapshot/sites.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { sumSamples } from '../snapshot/sum-samples.js';
import { turnEventLoop } from '../v8/event-loop.js';
import { HeapPeak } from '../v8/heap-peak.js';
import { collectGarbage } from '../v8/full-collection.js';
import { isProfilerGone, readOwnProfile } from '../v8/inspector.js';
import type { Profile } from '../v8/profile.js';
import { Profiler, type RunningProfiler } from '../v8/profiler.js';
import { RunCheck } from '../v8/run-sentinel.js';
import { assertSampledWith, DEFAULT_INTERVAL, resolveSampling, type SamplingOptions } from '../v8/sampling-options.js';
import { HeapgaugeError } from '../values/errors.js';
import { ownFrames } from './own-frames.js';
import { unrounded } from './own-weights.js';
import { type SnapshotOptions, snapshotOf } from './profile-snapshot.js';
import { type TracedMemory, TracedPeak } from './traced-memory.js';

/** Memory of one sample in V8's tables: the resident set of Node 20 with and without a million samples. */
const BYTES_A_SAMPLE = 120;

/** Memory of one node of V8's allocation tree with its maps of children and allocations, from its declaration. */
const BYTES_A_NODE = 250;

/** Makes a snapshot of the samples of a profile after an ordinal. */
type MakeSnapshot = (profile: Profile, state: RunningProfiler, since: number) => Snapshot;

/**
 * One period of tracing of this thread's heap, which covers the allocations since it began. Several may overlap; they
 * share V8's one profiler and its interval.
 */
export class Tracer {
  readonly #profiler: Profiler;
  readonly #state: RunningProfiler;
  readonly #runCheck: RunCheck;
  readonly #heapPeak: HeapPeak;
  readonly #tracedPeak: TracedPeak;
  /** The ordinal of the latest sample that is older than the period. */
  #since = 0;

  /**
   * Starts the period.
   *
   * @param options how to sample; where this package samples this thread already, it has to do so like this, and the
   *   starter is ignored
   * @param defaultIntervalBytes the interval where the options have none and nobody samples: see
   *   {@link Tracer.parameters}
   * @throws HeapgaugeError `ERR_HEAPGAUGE_INVALID_OPTION`, `ERR_HEAPGAUGE_ALREADY_TRACING`,
   *   `ERR_HEAPGAUGE_PROFILER_BUSY`, `ERR_HEAPGAUGE_STARTER_UNAVAILABLE`
   */
  constructor(options: SamplingOptions = {}, defaultIntervalBytes: number | string = DEFAULT_INTERVAL) {
    const { sampleIntervalBytes = defaultIntervalBytes, ...others } = options;
    const { starter, ...parameters } = resolveSampling({ sampleIntervalBytes, ...others });
    this.#profiler = new Profiler(starter, parameters);
    const state = this.#profiler.start();
    if (state.status === 'unavailable') {
      const code = state.cause === 'busy' ? 'ERR_HEAPGAUGE_PROFILER_BUSY' : 'ERR_HEAPGAUGE_STARTER_UNAVAILABLE';
      throw new HeapgaugeError(code, `memory cannot be traced: ${state.reason}`);
    }
    try {
      assertSampledWith(state, options);
    } catch (error) {
      this.#profiler.stop();
      throw error;
    }
    this.#state = state;
    this.#runCheck = new RunCheck(state);
    this.#heapPeak = new HeapPeak();
    this.#tracedPeak = new TracedPeak(this.#heapPeak);
    this.clear();
  }

  /** The parameters that V8 samples with, which may be another's choice. */
  get parameters(): RunningProfiler {
    return this.#state;
  }

  /** False after {@link Tracer.stop}, or once the loss of the profiler has been noticed. */
  get isRunning(): boolean {
    return this.#profiler.isRunning;
  }

  /** Drops what was allocated so far; garbage of it is collected first if asked for. */
  clear({ collectGarbage: isCollecting = false }: { collectGarbage?: boolean } = {}): void {
    this.#read();
    if (isCollecting) this.collectGarbage();
    this.#since = this.#runCheck.highestOrdinal;
    this.#tracedPeak.restart(0);
  }

  /** Collects all garbage that can be collected. */
  collectGarbage(): void {
    this.#heapPeak.exclude(collectGarbage);
  }

  /** Lets work that was left for later finish, finalizers too, so that the next collection leaves only what is held. */
  async settle(): Promise<void> {
    await turnEventLoop();
    this.collectGarbage();
    await turnEventLoop();
  }

  /**
   * Takes a snapshot of what the period's allocations left, after a collection. It reads once, after that, so it is quick
   * where there was much garbage; code that V8 collected with it has no place.
   *
   * @param make makes the snapshot
   */
  takeCollectedSnapshot(make: MakeSnapshot): Snapshot {
    this.collectGarbage();
    return this.#snapshotBy(make);
  }

  /** Takes a snapshot of what is live of the period's allocations. @throws HeapgaugeError `ERR_HEAPGAUGE_PROFILER_LOST` */
  takeSnapshot({ collectGarbage: isCollecting = false, filters }: SnapshotOptions = {}): Snapshot {
    if (isCollecting) {
      // V8 forgets the places of code that it collects with the garbage, as in a REPL; whoever has seen them knows them.
      const before = this.#read();
      this.#heapPeak.exclude(() => ownFrames().framesOf(before));
      this.collectGarbage();
    }
    return this.#snapshotBy((profile, state, since) => snapshotOf(profile, state, since, filters));
  }

  /** Returns the current and the peak memory of the period. @throws HeapgaugeError `ERR_HEAPGAUGE_PROFILER_LOST` */
  memory(): TracedMemory {
    const currentBytes = this.#currentBytes();
    return { currentBytes, peakBytes: this.#tracedPeak.bytes(currentBytes) };
  }

  /** Restarts the peak from the present memory. */
  resetPeak(): void {
    this.#tracedPeak.restart(this.#currentBytes());
  }

  /** Estimates the bytes that V8's profiler and this package hold for tracing, this package's garbage included. */
  tracerBytes(): number {
    const profile = this.#weighed(0);
    const ownBytes = this.#bytesOf(profile, 0, (site) => site.package === OWN_PACKAGE);
    return profile.samples.count * BYTES_A_SAMPLE + profile.nodes.count * BYTES_A_NODE + ownBytes;
  }

  /** Does work of this package that takes its time, and leaves its memory out of the peak. */
  async excludeFromPeak<T>(act: () => Promise<T>): Promise<T> {
    // A peak that has been stopped would start again if it were asked.
    const end = this.isRunning ? this.#heapPeak.beginExclusion() : undefined;
    try {
      return await act();
    } finally {
      if (this.#profiler.isRunning) end?.();
    }
  }

  /** Ends this period; the profiler too if no other claim of this package holds it. */
  stop(): void {
    this.#profiler.stop();
    this.#heapPeak.stop();
  }

  #snapshotBy(make: MakeSnapshot): Snapshot {
    const profile = this.#weighed(this.#since);
    return this.#heapPeak.exclude(() => make(profile, this.#state, this.#since));
  }

  #read(): Profile {
    if (!this.isRunning) throw this.#lost();
    let profile: Profile;
    try {
      profile = this.#heapPeak.exclude(readOwnProfile);
    } catch (error) {
      throw isProfilerGone(error) ? this.#lost(error) : error;
    }
    if (!this.#runCheck.continues(profile)) throw this.#lost();
    return profile;
  }

  /** Reads, with the bytes that the samples after an ordinal stand for. */
  #weighed(since: number): Profile {
    const profile = this.#read();
    return this.#heapPeak.exclude(() => unrounded(profile, this.#state, since));
  }

  /** Ends the period, whose profiler somebody else has stopped, and makes the error that says so. */
  #lost(cause?: unknown): HeapgaugeError {
    this.#profiler.disown();
    this.stop();
    return new HeapgaugeError(
      'ERR_HEAPGAUGE_PROFILER_LOST',
      "tracing has ended: somebody else stopped V8's heap profiler, of which a process has only one, or started another",
      { cause },
    );
  }

  #currentBytes(): number {
    return this.#bytesOf(this.#weighed(this.#since), this.#since, (site) => site.package !== OWN_PACKAGE);
  }

  /** Adds up the bytes of the samples after an ordinal whose site counts. */
  #bytesOf(profile: Profile, since: number, isCounted: (site: Frame) => boolean): number {
    return this.#heapPeak.exclude(() => {
      const counted = sitesOf(profile, ownFrames().framesOf(profile)).map(isCounted);
      const { samples } = profile;
      return sumSamples(
        samples,
        this.#state.sampleIntervalBytes,
        (row) => (samples.ordinal[row] ?? 0) > since && counted[samples.node[row] ?? 0] === true,
      ).bytes;
    });
  }
}
