import type { Slope } from '../growth/rank-statistics.js';
import { SizeTrend, type SizeTrendLeak } from '../growth/size-trend.js';
import type { LeakThresholds } from '../growth/thresholds.js';
import { WindowedMinimum } from '../growth/windowed-minimum.js';
import type { MemoryReport } from '../report/report.js';
import type { ProcessStats } from '../threads/process-stats.js';
import type { FoundSuspect } from './leak-states.js';
import { componentSuspect } from './suspects.js';

/** The sizes that the components of the memory are computed from, all of one moment. */
export interface MemoryReading {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Estimated live bytes of all samples of the main thread. */
  readonly tracedBytes: number;
  /** The heaps of worker threads, and what is held outside them by objects on them. */
  readonly workersBytes: number;
}

/** The resident set has to grow by at least this share of what the unexplained memory grows by. */
const LEAST_RESIDENT_SHARE = 0.5;

/**
 * Unexplained memory has to grow by at least this share of what V8's heap grows by. V8 keeps tables beside its heap, of
 * strings and of references from old objects to young ones: where a map of 230,000 names leaked 145 MiB, they took 20 more.
 */
const LEAST_SHARE_OF_HEAP = 0.25;

/** Divides the process's resident memory into components, and watches those of them that have no sites. */
export class ProcessMemory {
  readonly #external: SizeTrend;
  readonly #other: SizeTrend;
  readonly #resident: WindowedMinimum;
  readonly #committed: WindowedMinimum;
  #seconds = 0;

  constructor(thresholds: LeakThresholds) {
    this.#external = new SizeTrend(thresholds);
    this.#other = new SizeTrend(thresholds);
    this.#resident = new WindowedMinimum(thresholds.spanSeconds);
    this.#committed = new WindowedMinimum(thresholds.spanSeconds);
  }

  /**
   * Takes in sizes of one moment: sizes of two moments would differ by what the heap has grown or shrunk in between.
   *
   * @param threadBytes what other threads hold: heapgauge's own, and the worker threads of the application
   */
  note(seconds: number, { rssBytes, heapCommittedBytes, externalBytes }: ProcessStats, threadBytes: number): void {
    this.#seconds = seconds;
    this.#external.note(seconds, externalBytes);
    this.#resident.note(seconds, rssBytes);
    this.#committed.note(seconds, heapCommittedBytes);
    // Pages that V8 keeps for its heap come and go with its collections, which explains them; other threads' are too.
    this.#other.note(seconds, Math.max(0, rssBytes - heapCommittedBytes - externalBytes - threadBytes));
  }

  /** Computes the components, which add up to the resident set. */
  components(
    { rssBytes, heapUsedBytes, tracedBytes: estimatedBytes, workersBytes }: MemoryReading,
    { externalBytes, memoryLimitBytes, memoryLimitOwner }: ProcessStats,
  ): MemoryReport {
    const tracedBytes = Math.min(estimatedBytes, heapUsedBytes);
    return {
      rssBytes,
      tracedBytes,
      heapUntracedBytes: heapUsedBytes - tracedBytes,
      externalBytes,
      workersBytes,
      otherBytes: rssBytes - heapUsedBytes - externalBytes - workersBytes,
      limitBytes: memoryLimitBytes,
      limitOwner: memoryLimitOwner,
    };
  }

  /** Gives the growth of the components outside the heap: of those that grow significantly, whether they leak or not. */
  get growth(): readonly Slope[] {
    const [external, other] = [this.#external.growth, this.#other.growth];
    const isOther = other !== undefined && this.#isResident(other.bytes, other.sinceSeconds);
    return [external, isOther ? other : undefined].filter((slope) => slope !== undefined);
  }

  /** Reports the components that keep growing. */
  suspects({ externalBytes, otherBytes }: MemoryReport, dateOf: (seconds: number) => Date): FoundSuspect[] {
    const suspects = [
      componentSuspect('external', this.#external.leak, { bytes: externalBytes, dateOf }),
      componentSuspect('other', this.#otherLeak(), { bytes: otherBytes, dateOf }),
    ];
    return suspects.filter((suspect) => suspect !== undefined);
  }

  /**
   * Finds a leak of unexplained memory. There is none where the process has not grown: then what is explained has
   * shrunk, and an allocator holds the pages for what comes next. There is none of its own where the heap has grown by many
   * times as much.
   */
  #otherLeak(): SizeTrendLeak | undefined {
    const leak = this.#other.leak;
    if (leak === undefined) return undefined;
    const { sinceSeconds, judgedBytesPerSecond, judgedSeconds } = leak;
    const judgedBytes = judgedBytesPerSecond * (judgedSeconds - sinceSeconds);
    const heapBytesPerSecond = this.#committed.growthSince(sinceSeconds) / (this.#seconds - sinceSeconds);
    const isOfHeap = judgedBytesPerSecond < LEAST_SHARE_OF_HEAP * heapBytesPerSecond;
    return this.#isResident(judgedBytes, sinceSeconds) && !isOfHeap ? leak : undefined;
  }

  /** Says whether the resident set has grown, too, since what is unexplained has grown by so many bytes. */
  #isResident(bytes: number, sinceSeconds: number): boolean {
    return this.#resident.growthSince(sinceSeconds) >= LEAST_RESIDENT_SHARE * bytes;
  }
}
