import type { LeakThresholds } from '../growth/thresholds.js';
import { WindowedMinimum } from '../growth/windowed-minimum.js';
import { SizeTrend, type SizeTrendLeak } from '../growth/size-trend.js';
import type { Report, SuspectReport } from '../report/report.js';
import type { ProcessStats } from '../threads/process-stats.js';
import { componentSuspect } from './suspects.js';

/** What a moment's memory is told from. */
export interface MemoryReading {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Estimate of the live traced bytes. */
  readonly tracedBytes: number;
}

/** Growth of the resident set that has to stand behind a growth of unexplained memory, as a share of it. */
const LEAST_RESIDENT_SHARE = 0.5;

/** Accounts for the process's resident memory, and watches the parts of it that have no sites. */
export class ProcessMemory {
  readonly #external: SizeTrend;
  readonly #other: SizeTrend;
  readonly #resident: WindowedMinimum;

  constructor(thresholds: LeakThresholds) {
    this.#external = new SizeTrend(thresholds);
    this.#other = new SizeTrend(thresholds);
    this.#resident = new WindowedMinimum(thresholds.spanSeconds);
  }

  /**
   * Takes in sizes of one moment: those of two would differ by what the heap has grown or shrunk in between.
   *
   * @param ownBytes what heapgauge's own thread holds
   */
  note(seconds: number, { rssBytes, heapCommittedBytes, externalBytes }: ProcessStats, ownBytes: number): void {
    this.#external.note(seconds, externalBytes);
    this.#resident.note(seconds, rssBytes);
    // Pages that V8 keeps for its heap come and go with its collections, which explains them; our own are explained too.
    this.#other.note(seconds, Math.max(0, rssBytes - heapCommittedBytes - externalBytes - ownBytes));
  }

  /** The components, which add up to the resident set. */
  components(
    { rssBytes, heapUsedBytes, tracedBytes: estimatedBytes }: MemoryReading,
    { externalBytes }: ProcessStats,
  ): Report['memory'] {
    const tracedBytes = Math.min(estimatedBytes, heapUsedBytes);
    return {
      rssBytes,
      tracedBytes,
      heapUntracedBytes: heapUsedBytes - tracedBytes,
      externalBytes,
      otherBytes: rssBytes - heapUsedBytes - externalBytes,
    };
  }

  /** Components that keep growing. */
  suspects({ externalBytes, otherBytes }: Report['memory'], dateOf: (seconds: number) => Date): SuspectReport[] {
    const suspects = [
      componentSuspect('external', this.#external.leak, { bytes: externalBytes, dateOf }),
      componentSuspect('other', this.#otherLeak(), { bytes: otherBytes, dateOf }),
    ];
    return suspects.filter((suspect) => suspect !== undefined);
  }

  /**
   * None where the process has not grown: then what is explained has shrunk, and an allocator has kept the pages for
   * what comes next.
   */
  #otherLeak(): SizeTrendLeak | undefined {
    const leak = this.#other.leak;
    if (leak === undefined) return undefined;
    const { sinceSeconds, calledBytesPerSecond, calledSeconds } = leak;
    const calledBytes = calledBytesPerSecond * (calledSeconds - sinceSeconds);
    return this.#resident.growthSince(sinceSeconds) >= LEAST_RESIDENT_SHARE * calledBytes ? leak : undefined;
  }
}
