import type { MemoryLevels } from '../budget/usage.js';
import type { Slope } from '../growth/rank-statistics.js';
import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import type { LeakThresholds } from '../growth/thresholds.js';
import {
  type HeapReport,
  MAIN_THREAD,
  type MemoryReport,
  type Report,
  type SamplerReport,
  type SuspectReport,
} from '../report/report.js';
import type { ReportSource } from '../report/source.js';
import type { ProcessStats } from '../threads/process-stats.js';
import type { MonitorSettings } from '../threads/settings.js';
import type { ProfilerState } from '../v8/profiler.js';
import { BudgetWatch } from './budget-watch.js';
import { CarriedSuspects } from './carried-suspects.js';
import { ProcessMemory } from './process-memory.js';
import { type HeapEstimates, reportSites, type ThreadSums } from './site-reports.js';
import { LeakStates } from './leak-states.js';
import type { NamedLeak } from './leak-watch.js';
import { byLowerBound, joinSuspects, leakSuspects } from './suspects.js';
import { ThreadReports, workerGrowth } from './thread-reports.js';
import { heapGrowth, type LimitRoom, nearestLimit, timeToLimit } from './time-to-limit.js';
import type { WorkerHeap } from './watched-worker.js';

/** Everything that one cycle of the sampler has found. */
export interface Findings {
  readonly date: Date;
  readonly monotonicSeconds: number;
  readonly uptimeSeconds: number;
  readonly profiler: ProfilerState;
  /** The estimates of all sites of the main thread; `undefined` while no profile has been read. */
  readonly estimate: SiteEstimates | undefined;
  /** The leaks on the main thread's call tree. */
  readonly leaks: readonly NamedLeak[];
  /** The heaps of the application's worker threads. */
  readonly workers: readonly WorkerHeap[];
  readonly processStats: ProcessStats;
  /** Bytes in use on the heap at the moment of the read. */
  readonly heapUsedBytes: number;
  readonly rssBytes: number;
  readonly sampler: SamplerReport;
  readonly alertFailures: number;
}

type ReportSettings = Pick<MonitorSettings, 'sampleIntervalBytes' | 'stackDepth' | 'topSites' | 'budgets'> & {
  readonly leak: LeakThresholds;
};

/** The moment at which a maker begins, and what went before. */
export interface MakerStart {
  readonly nowSeconds: number;
  /** Turns monotonic seconds into a date. */
  readonly dateOf: (seconds: number) => Date;
  /** Turns a date, ISO 8601, into monotonic seconds. */
  readonly secondsOf: (date: string) => number;
  /** The latest report of the sampler before, where that has died. */
  readonly previous?: Report | undefined;
  /** Warns a person, in one line. */
  readonly warn: (text: string) => void;
}

/** What grows on the heap, besides all sites together. */
interface GrowingHeap {
  readonly leaks: readonly Slope[];
  readonly intervalBytes: number;
}

const NOTHING: ThreadSums = { currentBytes: 0, retainedBytes: 0 };

/** Makes a report of each cycle's findings. It remembers what spans reports: peaks, budgets and the trend of the memory. */
export class ReportMaker {
  readonly #settings: ReportSettings;
  readonly #dateOf: (seconds: number) => Date;
  readonly #memory: ProcessMemory;
  readonly #budgets: BudgetWatch;
  readonly #carried: CarriedSuspects;
  readonly #leakStates: LeakStates;
  readonly #threads: ThreadReports;
  #tracedPeakBytes: number;
  #heapPeakBytes = 0;

  constructor(settings: ReportSettings, { nowSeconds, dateOf, secondsOf, previous, warn }: MakerStart) {
    this.#settings = settings;
    this.#dateOf = dateOf;
    this.#memory = new ProcessMemory(settings.leak);
    this.#budgets = new BudgetWatch(settings.budgets, {
      nowSeconds,
      spanSeconds: settings.leak.spanSeconds,
      secondsOf,
      previous: previous?.budgets,
      warn,
    });
    this.#carried = new CarriedSuspects(settings.leak, previous?.suspects);
    const { spanSeconds } = settings.leak;
    this.#leakStates = new LeakStates({ nowSeconds, spanSeconds, previous: previous?.suspects });
    this.#threads = new ThreadReports(previous?.threads);
    this.#tracedPeakBytes = previous?.totals.peakBytes ?? 0;
  }

  /**
   * Takes in the sizes of one moment, for the trend of the memory without sites.
   *
   * @param threadBytes what other threads hold: heapgauge's own, and the worker threads of the application
   */
  noteProcessStats(seconds: number, processStats: ProcessStats, threadBytes: number): void {
    this.#memory.note(seconds, processStats, threadBytes);
  }

  make(findings: Findings): Report {
    const { date, uptimeSeconds, profiler, estimate, workers, sampler, alertFailures } = findings;
    const source = sourceOf(profiler, this.#settings);
    const { sampleIntervalBytes: intervalBytes } = source;
    const { sites, threads, ...sums } = reportSites(heapEstimates(findings, intervalBytes), this.#settings);
    this.#tracedPeakBytes = Math.max(this.#tracedPeakBytes, sums.currentBytes);
    const mainSums = threads.get(MAIN_THREAD) ?? NOTHING;
    const memory = this.#memory.components(
      { ...findings, tracedBytes: mainSums.currentBytes, workersBytes: workersBytes(workers) },
      findings.processStats,
    );
    const suspects = this.#suspects(findings, memory, intervalBytes);
    const leaks = suspects.filter(
      ({ component, thread, unmeasuredSince }) =>
        component === 'traced' && thread === MAIN_THREAD && unmeasuredSince === null,
    );
    const heap = this.#heap(findings, mainSums, { leaks, intervalBytes });
    return {
      schema: 'heapgauge.report/2',
      time: date.toISOString(),
      uptimeSeconds,
      source,
      totals: { ...sums, peakBytes: this.#tracedPeakBytes },
      sites,
      suspects,
      budgets: this.#budgets.evaluate(
        { levels: levelsOf(findings), estimate, intervalBytes, run: runOf(profiler) },
        findings.monotonicSeconds,
        this.#dateOf,
      ),
      heap,
      threads: this.#threads.make({ main: heap, workers, sums: threads }),
      memory,
      sampler,
      alerts: { failures: alertFailures },
    };
  }

  #suspects(findings: Findings, memory: MemoryReport, intervalBytes: number): SuspectReport[] {
    const { leaks, profiler, workers } = findings;
    const dateOf = this.#dateOf;
    const ofSites = leakSuspects(leaks, { thread: MAIN_THREAD, intervalBytes, dateOf });
    const ofWorkers = joinSuspects(workers.flatMap((worker) => leakSuspects(worker.leaks, { ...worker, dateOf })));
    const found = [...ofSites, ...this.#memory.suspects(memory, dateOf)];
    const isReading = findings.sampler.failuresInARow === 0 && findings.sampler.notAnsweringSince === null;
    const present = this.#carried.merge(found, { ...findings, run: runOf(profiler), intervalBytes, isReading });
    return byLowerBound(this.#leakStates.follow([...present, ...ofWorkers], findings.monotonicSeconds));
  }

  #heap(findings: Findings, sums: ThreadSums, growing: GrowingHeap): HeapReport {
    const { heapUsedBytes, processStats } = findings;
    this.#heapPeakBytes = Math.max(this.#heapPeakBytes, heapUsedBytes, processStats.heapPeakBytes);
    return {
      usedBytes: heapUsedBytes,
      limitBytes: processStats.heapLimitBytes,
      peakBytes: this.#heapPeakBytes,
      ...timeToLimit(this.#nearestLimit(findings, sums, growing)),
    };
  }

  #nearestLimit(
    { estimate, heapUsedBytes, rssBytes, processStats, workers }: Findings,
    { currentBytes, retainedBytes }: ThreadSums,
    growing: GrowingHeap,
  ): LimitRoom {
    return nearestLimit({
      // Garbage that waits for its collection takes no room for good.
      heapBytes: processStats.heapLimitBytes - heapUsedBytes + (currentBytes - retainedBytes),
      memoryBytes: processStats.memoryLimitBytes - rssBytes,
      memoryOwner: processStats.memoryLimitOwner,
      heapGrowth: heapGrowth(estimate, growing),
      outsideGrowth: [...this.#memory.growth, ...workers.flatMap((worker) => workerGrowth(worker) ?? [])],
    });
  }
}

function heapEstimates({ estimate, workers }: Findings, intervalBytes: number): HeapEstimates[] {
  return [{ thread: MAIN_THREAD, estimate, intervalBytes }, ...workers].flatMap((heap) =>
    heap.estimate === undefined
      ? []
      : [{ thread: heap.thread, estimates: heap.estimate, intervalBytes: heap.intervalBytes }],
  );
}

function workersBytes(workers: readonly WorkerHeap[]): number {
  return workers.reduce((sum, { sizes }) => sum + sizes.heapUsedBytes + sizes.externalBytes, 0);
}

function runOf(profiler: ProfilerState): string | undefined {
  return profiler.status === 'running' ? profiler.run : undefined;
}

/** Gives the sizes that budgets are measured by: those of the read are newer than the process statistics. */
function levelsOf({ processStats, heapUsedBytes, rssBytes }: Findings): MemoryLevels {
  return { ...processStats, heapUsedBytes, rssBytes };
}

function sourceOf(profiler: ProfilerState, settings: ReportSettings): ReportSource {
  if (profiler.status === 'running') {
    // A profiler that was joined runs with what it was started with.
    const { starter, sampleIntervalBytes, stackDepth } = profiler;
    return { starter, sampleIntervalBytes, stackDepth, thread: MAIN_THREAD, unavailable: null };
  }
  const { sampleIntervalBytes, stackDepth } = settings;
  return { starter: 'none', sampleIntervalBytes, stackDepth, thread: MAIN_THREAD, unavailable: profiler.reason };
}
