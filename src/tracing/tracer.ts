import { HeapgaugeError } from '../values/errors.js';
import { turnEventLoop } from '../v8/event-loop.js';
import { HeapPeak } from '../v8/heap-peak.js';
import { collectGarbage, isProfilerGone, readOwnProfile } from '../v8/inspector.js';
import type { Profile } from '../v8/profile.js';
import { Profiler, type RunningProfiler } from '../v8/profiler.js';
import { assertSampledWith, DEFAULT_INTERVAL, resolveSampling, type SamplingOptions } from '../v8/sampling-options.js';
import { type Filter, PROGRAM_ONLY } from '../snapshot/filter.js';
import { FrameTable } from '../snapshot/frame-table.js';
import { OWN_PACKAGE } from '../snapshot/own-files.js';
import { Snapshot } from '../snapshot/snapshot.js';
import { snapshotData } from '../snapshot/snapshot-data.js';

/** How a snapshot is taken. */
export interface SnapshotOptions {
  /** Collects all garbage first, some 40 ms or more, so that only what is reachable is there. @default false */
  collectGarbage?: boolean;
  /** What is kept. @default leaves out what Node's own modules and heapgauge allocate for themselves */
  filters?: readonly Filter[];
}

/** Traced memory in bytes, garbage that waits for its collection included. */
export interface TracedMemory {
  /** Estimate of what is there now. */
  readonly currentBytes: number;
  /**
   * About the largest there has been: of the estimates made, and of the heap's use before every garbage collection
   * less its use at the start. What was on the heap at the start and is collected meanwhile makes the latter too low;
   * heapgauge's own reads, whose garbage is taken off by an estimate, may make it too high by a few megabytes.
   */
  readonly peakBytes: number;
}

/** Memory of V8's own tables, bytes: measured on Node 20 with a million samples, resident set with and without. */
const BYTES_A_SAMPLE = 120;
/** A node of V8's allocation tree with its maps of children and allocations, from its declaration. */
const BYTES_A_NODE = 250;

let frameTable: FrameTable | undefined;

/** This thread's frames, shared by all tracers. */
export function ownFrames(): FrameTable {
  frameTable ??= new FrameTable();
  return frameTable;
}

/**
 * One period of tracing of this thread's heap: allocations since it began. Several may overlap; they share V8's one
 * profiler and its interval.
 */
export class Tracer {
  readonly #profiler: Profiler;
  readonly #state: RunningProfiler;
  readonly #peak: HeapPeak;
  /** Samples up to here were allocated before. */
  #since = 0;
  #highestOrdinal = 0;
  #baseBytes = 0;
  #largestBytes = 0;

  /**
   * @param options where this package samples this thread already, what it has to sample with; the starter is ignored
   * @param defaultIntervalBytes taken where the options have none and nobody samples: see {@link Tracer.parameters}
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
    this.#peak = new HeapPeak();
    this.clear();
  }

  /** What V8 samples with, which may be another's choice. */
  get parameters(): RunningProfiler {
    return this.#state;
  }

  /** False after {@link Tracer.stop}, or when the profiler was lost. */
  get isRunning(): boolean {
    return this.#profiler.isRunning;
  }

  /**
   * Marks this moment: allocations from now on have higher ordinals than the one given. Collects garbage, as reading
   * leaves much of it and an interval of 1 samples that too.
   */
  mark(): number {
    this.#read();
    this.collectGarbage();
    return this.#highestOrdinal;
  }

  /** Forgets what was allocated so far; garbage of it is collected first if asked for. */
  clear({ collectGarbage: isCollecting = false }: { collectGarbage?: boolean } = {}): void {
    this.#read();
    if (isCollecting) this.collectGarbage();
    this.#since = this.#highestOrdinal;
    this.#largestBytes = 0;
    this.#baseBytes = this.#peak.reset();
  }

  /** Collects all garbage, as far as it can be. */
  collectGarbage(): void {
    this.#peak.exclude(collectGarbage);
  }

  /**
   * Lets what was left for later come to its end, finalizers too, so that the next collection leaves what is kept alone.
   */
  async settle(): Promise<void> {
    await turnEventLoop();
    this.collectGarbage();
    await turnEventLoop();
  }

  /** @throws HeapgaugeError `ERR_HEAPGAUGE_PROFILER_LOST` */
  takeSnapshot({ collectGarbage: isCollecting = false, filters = PROGRAM_ONLY }: SnapshotOptions = {}): Snapshot {
    if (isCollecting) this.collectGarbage();
    const profile = this.#read();
    return this.#peak.exclude(() => snapshotOf(profile, this.#state, this.#since).filter(filters));
  }

  /** @throws HeapgaugeError `ERR_HEAPGAUGE_PROFILER_LOST` */
  memory(): TracedMemory {
    const currentBytes = this.#currentBytes();
    const risenBytes = this.#peak.bytes - this.#baseBytes;
    this.#largestBytes = Math.max(this.#largestBytes, currentBytes, risenBytes);
    return { currentBytes, peakBytes: this.#largestBytes };
  }

  /** The peak begins anew from the present. */
  resetPeak(): void {
    const currentBytes = this.#currentBytes();
    this.#baseBytes = this.#peak.reset() - currentBytes;
    this.#largestBytes = currentBytes;
  }

  /** Estimated bytes that V8's profiler and this package hold for tracing, our own garbage included. */
  tracerBytes(): number {
    const profile = this.#read();
    const own = this.#peak.exclude(() => this.#sum(profile, 0, (site) => site.package === OWN_PACKAGE));
    return profile.samples.count * BYTES_A_SAMPLE + profile.nodes.count * BYTES_A_NODE + own;
  }

  /** Does something of our own that takes its time, and keeps it out of the peak. */
  async aside<T>(act: () => Promise<T>): Promise<T> {
    // Looking at a peak that has ended would begin it anew.
    const resume = this.isRunning ? this.#peak.beginExclusion() : undefined;
    try {
      return await act();
    } finally {
      if (this.#profiler.isRunning) resume?.();
    }
  }

  /** Ends this tracing; the profiler too if nobody else of ours uses it. */
  stop(): void {
    this.#profiler.stop();
    this.#peak.stop();
  }

  #read(): Profile {
    try {
      const profile = this.#peak.exclude(readOwnProfile);
      for (const ordinal of profile.samples.ordinal) this.#highestOrdinal = Math.max(this.#highestOrdinal, ordinal);
      return profile;
    } catch (error) {
      if (!isProfilerGone(error)) throw error;
      this.#profiler.disown();
      this.stop();
      throw new HeapgaugeError(
        'ERR_HEAPGAUGE_PROFILER_LOST',
        "tracing has ended: somebody else stopped V8's heap profiler, of which a process has only one",
        { cause: error },
      );
    }
  }

  #currentBytes(): number {
    const profile = this.#read();
    return this.#peak.exclude(() => this.#sum(profile, this.#since, (site) => site.package !== OWN_PACKAGE));
  }

  #sum(profile: Profile, since: number, isCounted: (site: { package: string | null }) => boolean): number {
    const counted = ownFrames().sitesOf(profile).map(isCounted);
    const { count, node, weightBytes, ordinal } = profile.samples;
    let bytes = 0;
    for (let row = 0; row < count; row += 1) {
      if ((ordinal[row] ?? 0) > since && counted[node[row] ?? 0] === true) bytes += weightBytes[row] ?? 0;
    }
    return bytes;
  }
}

/** A snapshot of a profile that was read: the samples after an ordinal. */
function snapshotOf(
  profile: Profile,
  { run, sampleIntervalBytes, stackDepth }: RunningProfiler,
  since: number,
): Snapshot {
  const circumstances = { time: new Date().toISOString(), run, sampleIntervalBytes, stackDepth };
  return new Snapshot(snapshotData(profile, ownFrames().framesOf(profile), since, circumstances));
}

/** What is live of all that a running profiler has sampled on this thread. Throws the inspector's error. */
export function snapshotOfAll(state: RunningProfiler, options: SnapshotOptions = {}): Snapshot {
  if (options.collectGarbage === true) collectGarbage();
  return snapshotOf(readOwnProfile(), state, 0).filter(options.filters ?? PROGRAM_ONLY);
}
