import type { LeakReason } from '../growth/danger.js';
import type { Growth } from '../growth/rate.js';
import type { SiteState } from '../growth/verdict.js';
import type { MemoryOwner } from '../values/memory-limit.js';
import type { BudgetReport } from './budget-report.js';
import type { Place } from './place.js';
import type { ReportSource } from './source.js';
import type { TimeToLimit } from './time-to-limit.js';

/** One period's findings: plain data, frozen, the same after a trip through JSON. Bytes and seconds throughout. */
export interface Report {
  /** The name and version of this shape; a change that an older reader would misread raises the number. */
  readonly schema: 'heapgauge.report/2';
  /**
   * The time at which the report was made, ISO 8601 UTC. Its sites are of the same moment, unless `sampler` says that the
   * application's thread does not answer or that reads fail: then they are of `sampler.lastReadTime`.
   */
  readonly time: string;
  /** Seconds since the process started. */
  readonly uptimeSeconds: number;
  /** The source of the numbers: a running profiler, or none and the reason. */
  readonly source: ReportSource;
  /** Sums over all sites, in bytes. */
  readonly totals: Totals;
  /** The sites that grow most significantly and the largest, then `(other)` for the rest, so that they add up to `totals`. */
  readonly sites: readonly SiteReport[];
  /** The sites and components that are judged leaking, the largest lower bound of the growth first. */
  readonly suspects: readonly SuspectReport[];
  /** All budgets, in the order in which they were given. */
  readonly budgets: readonly BudgetReport[];
  /** The use of the main thread's heap in bytes, and the time until the process reaches its first limit in seconds. */
  readonly heap: HeapReport;
  /** The heaps of all threads that are watched, `main` first; those of one entry file's worker threads are one. */
  readonly threads: readonly ThreadReport[];
  /** The components of the process's resident memory, and its limit, in bytes. */
  readonly memory: MemoryReport;
  /** The work of heapgauge itself and its cost. */
  readonly sampler: SamplerReport;
  /** The outcome of alerting. */
  readonly alerts: {
    /** The number of alerts that could not be delivered: handlers that threw, an Alertmanager that did not answer. */
    readonly failures: number;
  };
}

/** Sums over all sites. */
export interface Totals {
  /** Estimated bytes of all live samples, garbage not yet collected among them. */
  readonly currentBytes: number;
  /** Standard error of `currentBytes`. */
  readonly standardErrorBytes: number;
  /** Estimated bytes first seen before a major collection began and still there after it. */
  readonly retainedBytes: number;
  /** Largest `currentBytes` of any read. */
  readonly peakBytes: number;
}

/** One site: the innermost function of the program on the stacks that allocated its memory. */
export interface SiteReport extends Place {
  /**
   * The thread whose heap it is: `main`, or `worker:ENTRY_FILE` for all worker threads together that were started with one
   * file, such as those of a pool.
   */
  readonly thread: string;
  /** The place of the memory: on V8's heap, or outside it and held by an object on it. */
  readonly domain: 'heap' | 'external';
  /** Estimated bytes of the site's live samples, garbage not yet collected among them. */
  readonly liveBytes: number;
  /** Estimated bytes of the site that were first seen before a major collection began and are still there after it. */
  readonly retainedBytes: number;
  /** The number of live samples behind `liveBytes`. */
  readonly samples: number;
  /** Growth of the retained bytes; `null` while none could be measured, which takes two major collections. */
  readonly growth: Growth | null;
  /** The state of the site's memory, as the verdict has it. */
  readonly state: SiteState;
}

/** Part of the process's memory that can leak: sites are of the `traced` one, the others are known by their size alone. */
export type SuspectComponent = 'traced' | 'external' | 'other';

/** A function that allocates what a leak holds: plain data. */
export interface SuspectPart extends Place {
  /** The function's share of the leak's growth, 0 to 1. */
  readonly share: number;
}

/**
 * One leak. Its place is the lowest function on the stacks that explains at least four fifths of its growth: the one that
 * allocates, or the one that calls all that do. Where a component of the memory leaks that has no sites, the place is
 * the name `(external memory)` or `(unexplained memory)`, and no file.
 */
export interface SuspectReport extends Place {
  /**
   * Name of the leak: the site that it was found at first. It stays the same for as long as the leak lasts, even where its
   * place becomes better known.
   */
  readonly id: string;
  /** The part of the process's memory that leaks. */
  readonly component: SuspectComponent;
  /** The thread whose heap leaks, as that of a site; of a component without sites `main`. */
  readonly thread: string;
  /** Growth over the span that shows the leak, bytes per second. */
  readonly bytesPerSecond: number;
  /** Lower bound of the 95% confidence interval of the growth, bytes per second. */
  readonly lower: number;
  /** Upper bound of the 95% confidence interval of the growth, bytes per second. */
  readonly upper: number;
  /** Estimated bytes that the site retains; of a component without sites its whole size. */
  readonly retainedBytes: number;
  /** Begin of the span that showed the leak first, ISO 8601 UTC: the leak is at least that old. */
  readonly since: string;
  /**
   * The reason why it is suspected: `lasting` where the growth has gone on for a whole span; before that `room-taken` where
   * it has taken a quarter of the room under the limit, and `room-ending` where it would fill it before the span ends.
   */
  readonly reason: LeakReason;
  /**
   * True where a person was notified of the leak as it is now; it is not while a leak that was over has come again within
   * the shortest span after its latest notification.
   */
  readonly isNotified: boolean;
  /**
   * The time from which on the leak could not be measured, ISO 8601 UTC: the profiler or the sampler was started again
   * and has not seen enough yet to judge. The numbers are those of before. It is `null` while the leak is measured.
   */
  readonly unmeasuredSince: string | null;
  /** The suspect's share of the growth of all sites over the span of the leak, 0 to 1; `null` where that is not known. */
  readonly explained: number | null;
  /** The functions that allocate what has grown, the largest share first, ten at most; empty for a component. */
  readonly parts: readonly SuspectPart[];
  /**
   * True where the parts were seen while V8 inlined nothing, so that each is the very function that allocates. Otherwise
   * a function may stand for one that V8 has inlined into it.
   */
  readonly exact: boolean;
  /**
   * The stacks that have grown, the heaviest first, three at most; the function that allocates is the first of each. There
   * are none for a component.
   */
  readonly tracebacks: ReadonlyArray<readonly string[]>;
  /** The share of each of the `tracebacks` in the leak's growth, 0 to 1. */
  readonly tracebackShares: readonly number[];
}

/** The use of V8's heap, and the time until the process reaches its first limit. */
export type HeapReport = {
  readonly usedBytes: number;
  /**
   * Size at which V8 ends the process. The use may be larger for a while, by garbage in the young generation; V8's own
   * `heap_size_limit` counts that generation three times.
   */
  readonly limitBytes: number;
  /** Largest use at any observation, and in between what major collections had given back by the next one. */
  readonly peakBytes: number;
} & TimeToLimit;

/** The name of the main thread in a report. */
export const MAIN_THREAD = 'main';

/** The heap of a thread, or the heaps of all worker threads that were started with one file. */
export interface ThreadReport {
  /** `main`, or `worker:ENTRY_FILE`. */
  readonly thread: string;
  /** The number of threads. */
  readonly count: number;
  /** Estimated bytes of all live samples of these threads, garbage not yet collected among them. */
  readonly currentBytes: number;
  /** Estimated bytes of them first seen before a major collection began and still there after it. */
  readonly retainedBytes: number;
  /** Largest `currentBytes` of any read. */
  readonly peakBytes: number;
  /** The heap that is nearest to its limit, and of all heaps the shortest time until one reaches its limit. */
  readonly heap: HeapReport;
}

/** Components of the process's memory, traced to other, which add up to `rssBytes`, and its limit. The heap is the main thread's. */
export interface MemoryReport {
  readonly rssBytes: number;
  readonly tracedBytes: number;
  /** Bytes on V8's heap that are not traced: older than the profiler, or in no sample. */
  readonly heapUntracedBytes: number;
  /** Bytes held outside the heap by objects on it, such as Buffers. */
  readonly externalBytes: number;
  /** The heaps of worker threads, and what is held outside them by objects on them. */
  readonly workersBytes: number;
  /** The remainder of the resident set; negative where V8 counts memory that is not resident. */
  readonly otherBytes: number;
  /** The largest resident set that the process may have: its container's memory, else the machine's. */
  readonly limitBytes: number;
  /** What has that memory. */
  readonly limitOwner: MemoryOwner;
}

/** The work of heapgauge itself and its cost. */
export interface SamplerReport {
  readonly reads: number;
  /** The time of the latest read that succeeded, ISO 8601 UTC; `null` before the first of this sampler. */
  readonly lastReadTime: string | null;
  /**
   * The time of a request that the application's thread has not answered for 10 s (for 2 s and more where the period is
   * shorter), ISO 8601 UTC; `null` while it answers. It is in a system call such as `execSync`, or in native code. Sites
   * are then those of the latest read, and of the sizes of the process only the resident set is of now.
   */
  readonly notAnsweringSince: string | null;
  readonly failures: number;
  /** The number of reads that failed since the last that succeeded. */
  readonly failuresInARow: number;
  /** The reason why a read failed the last time; `null` while none has. */
  readonly lastFailure: string | null;
  /**
   * The number of major collections that were asked for, because growth could not be judged without or none had come for
   * long: the option `leak.collectAfter`.
   */
  readonly collections: number;
  /** The seconds for which those collections have paused the application, all together. */
  readonly collectionPauseSeconds: number;
  /** The number of times that V8 was kept from inlining for some seconds, to see which functions allocate what grows. */
  readonly zooms: number;
  /** Upper bound of the main thread's pause for the last read. */
  readonly lastPauseSeconds: number;
  readonly maxPauseSeconds: number;
  /**
   * Time to the next read: the period asked for, or longer where the median of the last five pauses would exceed
   * `maxPauseRatio` of it; at most 20 times the period asked for or 10 minutes, whichever is longer.
   */
  readonly periodSeconds: number;
  /** True where the period would have to be longer still for pauses to stay within `maxPauseRatio`. */
  readonly isPeriodCapped: boolean;
  /** The number of live samples in the last read. */
  readonly samples: number;
  /** The number of rows of the call tree in the last read. */
  readonly nodes: number;
  /** The number of times that the sampler has died and was started again; the history of all sites then begins anew. */
  readonly restarts: number;
  /** Bytes of the heap and the buffers of the sampler thread, and of V8's tables of samples. */
  readonly memoryBytes: number;
  /** The most bytes that heapgauge may take: the option `samplerMemory`. */
  readonly memoryLimitBytes: number;
}
