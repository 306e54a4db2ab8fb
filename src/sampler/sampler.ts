import process from 'node:process';
import { reasonOf } from '../values/errors.js';
import { SampleLifetimes, type SiteEstimates } from '../growth/sample-lifetimes.js';
import type { MajorCollection } from '../v8/collections.js';
import { isProfilerGone } from '../v8/inspector.js';
import type { ProfilerState } from '../v8/profiler.js';
import { now } from '../v8/clock.js';
import type { HeapRead } from './reader.js';
import { FrameTable, sitesOf } from '../snapshot/frame-table.js';
import { BudgetWatch } from './budget-watch.js';
import { heaviestTraceback, type NamedProfile } from './heaviest-traceback.js';
import type { MonitorSettings } from '../threads/settings.js';
import { ProcessMemory } from './process-memory.js';
import type { Report, SuspectReport } from '../report/report.js';
import { reportSites, type SitesSummary } from './site-reports.js';
import { siteSuspects, surestFirst } from './suspects.js';
import { timeToLimit } from './time-to-limit.js';
import type { ProcessStats } from '../threads/process-stats.js';

/** What a sampler works with; the thread it runs on provides it. */
export interface SamplerPorts {
  /** Reads the heap profile; absent where nothing can. */
  readonly read?: () => Promise<HeapRead>;
  /** Has the garbage of the watched heap collected; absent where nothing can. */
  readonly collect?: () => Promise<void>;
  /** Bytes this thread itself holds for the tracer. */
  readonly memoryBytes: () => number;
  /** Alerts that could not be delivered from here. */
  readonly alertFailures: () => number;
  readonly onReport: (report: Report) => void;
  /** The profiler is not running any more, or is not ours. */
  readonly onProfilerLost: (reason: string) => void;
}

const NO_SITES: SitesSummary = { sites: [], currentBytes: 0, standardErrorBytes: 0, retainedBytes: 0 };

/** Turns the loop: one read and one report a period, on whichever thread it is put. */
export class Sampler {
  readonly #settings: MonitorSettings;
  readonly #ports: SamplerPorts;
  readonly #frames: FrameTable;
  readonly #memory: ProcessMemory;
  readonly #budgets: BudgetWatch;
  #profiler: ProfilerState;
  #processStats: ProcessStats;
  #collection: MajorCollection | undefined;
  #ledger: SampleLifetimes | undefined;
  /** Of the latest read. */
  #named: NamedProfile | undefined;
  /** Between this computer's calendar and its monotonic clock, taken once so that a moment keeps its date. */
  readonly #epochMilliseconds = Date.now() - now() * 1000;
  /** When a major collection was last heard of or asked for. */
  #collectedSeconds = now();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #tracedPeakBytes = 0;
  #heapPeakBytes = 0;
  readonly #stats = {
    reads: 0,
    failures: 0,
    failuresInARow: 0,
    collections: 0,
    lastPauseSeconds: 0,
    maxPauseSeconds: 0,
    samples: 0,
    nodes: 0,
  };

  constructor(
    settings: MonitorSettings,
    ports: SamplerPorts,
    start: { profiler: ProfilerState; processStats: ProcessStats },
  ) {
    this.#settings = settings;
    this.#ports = ports;
    this.#profiler = start.profiler;
    this.#processStats = start.processStats;
    this.#frames = new FrameTable();
    this.#memory = new ProcessMemory(settings.leak);
    this.#budgets = new BudgetWatch(settings.budgets, now());
  }

  /** Reads at once, then every period. */
  start(): void {
    void this.#runCycle();
  }

  /** Ends the loop; a read under way is dropped. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  noteProcessStats(processStats: ProcessStats): void {
    this.#processStats = processStats;
    this.#memory.note(now(), processStats, this.#ports.memoryBytes());
  }

  noteCollection(collection: MajorCollection): void {
    this.#collection = collection;
    this.#collectedSeconds = Math.max(this.#collectedSeconds, collection.endSeconds);
  }

  /** The profiler was started anew or could not be: whatever was followed before is another run's. */
  noteProfiler(profiler: ProfilerState): void {
    this.#profiler = profiler;
    this.#ledger = undefined;
    this.#named = undefined;
  }

  async #runCycle(): Promise<void> {
    const profiler = this.#profiler;
    let heapUsedBytes = this.#processStats.heapUsedBytes;
    if (profiler.status === 'running' && this.#ports.read !== undefined) {
      await this.#collectIfDue();
      const read = await this.#ports.read().catch((error: unknown) => {
        this.#noteFailure(error);
      });
      if (this.#stopped) return;
      if (read !== undefined) {
        heapUsedBytes = read.heapUsedBytes;
        if (this.#profiler === profiler)
          this.#attempt(() => {
            this.#takeIn(read, profiler);
          });
      }
    }
    this.#attempt(() => {
      this.#ports.onReport(this.#report(heapUsedBytes));
    });
    this.#timer = setTimeout(() => void this.#runCycle(), this.#periodSeconds() * 1000);
    // On the application's own thread the loop must not keep the process alive; on ours it runs to be ended.
    if (this.#ports.read === undefined) this.#timer.unref();
  }

  /** Asks for a major collection where none has come for as long as was allowed. */
  async #collectIfDue(): Promise<void> {
    const { collectAfterSeconds } = this.#settings.leak;
    if (collectAfterSeconds === false || this.#ports.collect === undefined) return;
    if (now() - this.#collectedSeconds < collectAfterSeconds) return;
    this.#collectedSeconds = now();
    try {
      await this.#ports.collect();
      this.#stats.collections += 1;
    } catch (error) {
      this.#noteFailure(error);
    }
  }

  /** Whatever fails in a turn is counted, and the loop goes on. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch {
      this.#countFailure();
    }
  }

  #countFailure(): void {
    this.#stats.failures += 1;
    this.#stats.failuresInARow += 1;
  }

  #noteFailure(error: unknown): undefined {
    this.#countFailure();
    if (!this.#stopped && isProfilerGone(error)) this.#lose(reasonOf(error));
  }

  #takeIn(read: HeapRead, { sampleIntervalBytes }: { sampleIntervalBytes: number }): void {
    const { profile, startSeconds, endSeconds, pauseSeconds } = read;
    const { leak: thresholds } = this.#settings;
    this.#ledger ??= new SampleLifetimes({ intervalBytes: sampleIntervalBytes, startSeconds, thresholds });
    const frames = this.#frames.framesOf(profile);
    const sites = sitesOf(profile, frames);
    const outcome = this.#ledger.observe({ profile, sites, startSeconds, endSeconds }, this.#collection);
    if (outcome === 'restarted') {
      this.#lose('somebody else stopped it and started another');
      return;
    }
    this.#named = { profile, frames, sites };
    this.#stats.reads += 1;
    this.#stats.failuresInARow = 0;
    this.#stats.lastPauseSeconds = pauseSeconds;
    this.#stats.maxPauseSeconds = Math.max(this.#stats.maxPauseSeconds, pauseSeconds);
    this.#stats.samples = profile.samples.count;
    this.#stats.nodes = profile.nodes.count;
  }

  #lose(reason: string): void {
    this.noteProfiler({ status: 'unavailable', cause: 'busy', reason });
    this.#ports.onProfilerLost(reason);
  }

  #periodSeconds(): number {
    const { periodSeconds, maxPauseRatio } = this.#settings;
    return Math.max(periodSeconds, this.#stats.lastPauseSeconds / maxPauseRatio);
  }

  #report(heapUsedBytes: number): Report {
    const profiler = this.#profiler;
    const estimate = this.#ledger?.estimate();
    const running = profiler.status === 'running';
    // A profiler that was joined runs with what it was started with.
    const { sampleIntervalBytes, stackDepth } = running ? profiler : this.#settings;
    const { topSites } = this.#settings;
    const { sites, currentBytes, standardErrorBytes, retainedBytes } =
      estimate === undefined ? NO_SITES : reportSites(estimate, { topSites, intervalBytes: sampleIntervalBytes });
    const { heapPeakBytes, heapLimitBytes, alertFailures } = this.#processStats;
    this.#tracedPeakBytes = Math.max(this.#tracedPeakBytes, currentBytes);
    this.#heapPeakBytes = Math.max(this.#heapPeakBytes, heapUsedBytes, heapPeakBytes);
    const memoryBytes = this.#ports.memoryBytes();
    const rssBytes = process.memoryUsage.rss();
    const memory = this.#memory.components({ rssBytes, heapUsedBytes, tracedBytes: currentBytes }, this.#processStats);
    // Garbage that waits for its collection takes no room for good.
    const roomBytes = heapLimitBytes - heapUsedBytes + (currentBytes - retainedBytes);
    return {
      schema: 'heapgauge.report/2',
      time: new Date().toISOString(),
      uptimeSeconds: process.uptime(),
      source: {
        starter: running ? profiler.starter : 'none',
        sampleIntervalBytes,
        stackDepth,
        thread: 'main',
        unavailable: running ? null : profiler.reason,
      },
      totals: { currentBytes, standardErrorBytes, retainedBytes, peakBytes: this.#tracedPeakBytes },
      sites,
      suspects: surestFirst([
        ...this.#siteSuspects(estimate, sampleIntervalBytes),
        ...this.#memory.suspects(memory, this.#dateOf),
      ]),
      budgets: this.#budgets.look(
        {
          levels: { ...this.#processStats, heapUsedBytes, rssBytes },
          estimate: running ? estimate : undefined,
          intervalBytes: sampleIntervalBytes,
        },
        now(),
        this.#dateOf,
      ),
      heap: {
        usedBytes: heapUsedBytes,
        limitBytes: heapLimitBytes,
        peakBytes: this.#heapPeakBytes,
        ...timeToLimit(estimate, { roomBytes, intervalBytes: sampleIntervalBytes }),
      },
      memory,
      sampler: { ...this.#stats, periodSeconds: this.#periodSeconds(), memoryBytes },
      alerts: { failures: alertFailures + this.#ports.alertFailures() },
    };
  }

  readonly #dateOf = (seconds: number): Date => new Date(this.#epochMilliseconds + seconds * 1000);

  #siteSuspects(estimate: SiteEstimates | undefined, intervalBytes: number): readonly SuspectReport[] {
    const [ledger, named] = [this.#ledger, this.#named];
    if (estimate === undefined || ledger === undefined || named === undefined) return [];
    const tracebackOf = (site: string): readonly string[] =>
      heaviestTraceback(named, site, (ordinal) => ledger.isRetained(ordinal));
    return siteSuspects(estimate.sites, { intervalBytes, dateOf: this.#dateOf, tracebackOf });
  }
}
