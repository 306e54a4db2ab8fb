import type { Room } from '../growth/danger.js';
import type { TreeGrowth } from '../growth/leak-finder.js';
import { type RenamedFrame, SampleLifetimes, type SiteEstimates } from '../growth/sample-lifetimes.js';
import type { LeakThresholds } from '../growth/thresholds.js';
import type { Frame } from '../snapshot/frame.js';
import { FrameTable } from '../snapshot/frame-table.js';
import { UnroundedWeights } from '../snapshot/unrounded-weights.js';
import type { SourceMaps } from '../symbols/source-maps.js';
import type { MemoryShares } from '../threads/memory-limits.js';
import { now } from '../v8/clock.js';
import type { MajorCollection } from '../v8/collections.js';
import type { ProfilerState, RunningProfiler } from '../v8/profiler.js';
import { isProfileOf } from '../v8/run-sentinel.js';
import { askNobody, type AskForMaps, HandedMaps } from './handed-maps.js';
import { OthersRun } from './others-run.js';
import type { HeapRead } from './read-heap.js';

/** Follows the samples of one heap from read to read, for as long as one run of its profiler lasts. */
export class WatchedHeap {
  readonly #thresholds: LeakThresholds;
  readonly #frames: FrameTable;
  /** The functions that have got another frame since the latest read. */
  readonly #renamed: RenamedFrame[] = [];
  readonly #mostSites: number;
  #profiler: ProfilerState;
  #collection: MajorCollection | undefined;
  #tenuredSeconds: number | undefined;
  /** The seconds for which the application was paused since the latest read, to find maps. */
  #mapPauseSeconds = 0;
  /** The run of the profiler that was last read, and its samples. */
  #followed:
    | {
        readonly run: string;
        readonly lifetimes: SampleLifetimes;
        readonly weights: UnroundedWeights;
        readonly others: OthersRun;
      }
    | undefined;

  /**
   * Begins without a read.
   *
   * @param options.shares the most memory that what is known of this heap may take
   * @param options.sourceMaps where original places are found
   * @param options.askForMaps asks the watched thread for maps that no file has; absent where nothing can
   */
  constructor(
    profiler: ProfilerState,
    thresholds: LeakThresholds,
    options: {
      shares: Pick<MemoryShares, 'frameBytes' | 'sites'>;
      sourceMaps: SourceMaps;
      askForMaps?: AskForMaps | undefined;
    },
  ) {
    this.#profiler = profiler;
    this.#thresholds = thresholds;
    const { shares, sourceMaps } = options;
    this.#mostSites = shares.sites;
    const handedMaps = new HandedMaps(options.askForMaps ?? askNobody);
    const fetchMaps = async (scripts: readonly string[]): Promise<void> => {
      const { maps, pauseSeconds } = await handedMaps.find(scripts);
      this.#mapPauseSeconds += pauseSeconds;
      for (const [script, map] of maps) sourceMaps.takeMap(script, map);
    };
    const onRenamed = (from: Frame, to: Frame): void => {
      this.#renamed.push({ from, to });
    };
    this.#frames = new FrameTable({ memoryBytes: shares.frameBytes, sourceMaps, fetchMaps, onRenamed, now });
  }

  get profiler(): ProfilerState {
    return this.#profiler;
  }

  /** Takes in the time before which what is live has survived two collections of the young generation. */
  noteTenured(seconds: number | null): void {
    this.#tenuredSeconds = seconds ?? undefined;
  }

  /** True where live memory grows that no major collection has confirmed, and would be growth if it were retained. */
  get lacksEvidence(): boolean {
    return this.#running?.lacksEvidence ?? false;
  }

  /** Takes in a major collection; the one that began last counts. */
  noteCollection(collection: MajorCollection): void {
    if (collection.startSeconds >= (this.#collection?.startSeconds ?? -Infinity)) this.#collection = collection;
  }

  /**
   * Takes in what has become of the profiler. Where it runs again in another run everything begins anew; where it is the
   * same run after all, what is known of that goes on.
   *
   * @returns false where that is so
   */
  noteProfiler(profiler: ProfilerState): boolean {
    this.#profiler = profiler;
    if (profiler.status === 'unavailable') return true;
    if (profiler.run === this.#followed?.run) return false;
    this.#followed = undefined;
    return true;
  }

  /**
   * Names the functions of a read before it is taken in, so that this thread goes on with other work meanwhile.
   *
   * @returns upper bound of the seconds for which the application was paused to find maps
   */
  async prepare({ profile }: HeapRead): Promise<number> {
    this.#mapPauseSeconds = 0;
    await this.#frames.prepare(profile);
    return this.#mapPauseSeconds;
  }

  /**
   * Takes in one read.
   *
   * @param room the room under the limit at the read; absent where it is not known
   * @returns `restarted`, with nothing taken in, when the read belongs to another run of the profiler, and `unusable`
   *   when it lists what is no longer there
   */
  observe(read: HeapRead, profiler: RunningProfiler, room?: Room): 'continued' | 'restarted' | 'unusable' {
    const { startSeconds, endSeconds } = read;
    if (!isProfileOf(profiler, read.profile)) return 'restarted';
    this.#followed ??= {
      run: profiler.run,
      lifetimes: new SampleLifetimes({
        intervalBytes: profiler.sampleIntervalBytes,
        startSeconds,
        thresholds: this.#thresholds,
        mostSites: this.#mostSites,
      }),
      weights: new UnroundedWeights(profiler.sampleIntervalBytes),
      others: new OthersRun(),
    };
    const { lifetimes, weights, others } = this.#followed;
    const isOthers = profiler.starter === 'other';
    if (isOthers && !others.takeIn(read)) return 'unusable';
    // Somebody else's interval is known from the samples, and not to the byte.
    const profile = isOthers ? read.profile : weights.unround(read.profile);
    const frames = this.#frames.framesOf(profile);
    const collection = isOthers && !others.isProven ? undefined : this.#collection;
    const tenuredSeconds = this.#tenuredSeconds;
    const renamed = this.#renamed.splice(0);
    return lifetimes.observe({ profile, frames, renamed, startSeconds, endSeconds, tenuredSeconds, room }, collection);
  }

  /** Estimates every site; `undefined` while no profiler runs, and before the first read of a run. */
  estimate(): SiteEstimates | undefined {
    return this.#running?.estimate();
  }

  /** Gives the growth on the call tree, the same object until the next checkpoint. */
  growth(): TreeGrowth | undefined {
    return this.#running?.growth();
  }

  get #running(): SampleLifetimes | undefined {
    return this.#profiler.status === 'running' ? this.#followed?.lifetimes : undefined;
  }
}
