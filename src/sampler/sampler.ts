import process from 'node:process';
import type { Report } from '../report/report.js';
import type { SamplerStart } from '../threads/messages.js';
import type { ProcessStats } from '../threads/process-stats.js';
import { residentSetBytes } from '../threads/resident-set.js';
import type { MonitorSettings } from '../threads/settings.js';
import { now } from '../v8/clock.js';
import type { MajorCollection } from '../v8/collections.js';
import { isProfilerGone } from '../v8/inspector.js';
import type { ProfilerState, RunningProfiler } from '../v8/profiler.js';
import { reasonOf } from '../values/errors.js';
import { formatDuration } from '../values/units.js';
import { FailureNotices } from './failure-notices.js';
import type { HeapRead } from './read-heap.js';
import { ReadStats } from './read-stats.js';
import { ReportMaker } from './report-maker.js';
import { WatchedHeap } from './watched-heap.js';

/** The ports that a sampler works with, which the thread it runs on provides. */
export interface SamplerPorts {
  /** Reads the heap profile; absent where nothing can. */
  readonly read?: () => Promise<HeapRead>;
  /** Has the garbage of the watched heap collected; absent where nothing can. */
  readonly collect?: () => Promise<void>;
  /** Gives the bytes that this thread itself holds. */
  readonly memoryBytes: () => number;
  /** Counts the alerts that could not be delivered from here. */
  readonly alertFailures: () => number;
  readonly onReport: (report: Report) => void;
  /** Is called when the profiler is not running any more, or is not ours. */
  readonly onProfilerLost: (reason: string) => void;
  /** Warns a person, in one line. */
  readonly warn: (text: string) => void;
}

/** Runs the cycle, on whichever thread it is put: one read and one report a period. */
export class Sampler {
  readonly #settings: MonitorSettings;
  readonly #ports: SamplerPorts;
  readonly #heap: WatchedHeap;
  readonly #maker: ReportMaker;
  readonly #stats: ReadStats;
  readonly #restarts: number;
  readonly #notices: FailureNotices;
  #processStats: ProcessStats;
  /** The time at which the latest known major collection ended, or the latest was asked for, monotonic seconds. */
  #collectedSeconds = now();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(settings: MonitorSettings, ports: SamplerPorts, start: Omit<SamplerStart, 'settings'>) {
    this.#settings = settings;
    this.#ports = ports;
    this.#heap = new WatchedHeap(start.profiler, settings.leak);
    this.#processStats = start.processStats;
    this.#notices = new FailureNotices(ports.warn);
    this.#stats = new ReadStats(start.previous?.sampler);
    this.#restarts = start.restarts;
    // Taken once, so that a moment keeps its date however the calendar is set.
    const epochMilliseconds = Date.now() - now() * 1000;
    const dateOf = (seconds: number): Date => new Date(epochMilliseconds + seconds * 1000);
    const secondsOf = (date: string): number => (Date.parse(date) - epochMilliseconds) / 1000;
    this.#maker = new ReportMaker(settings, { nowSeconds: now(), dateOf, secondsOf, previous: start.previous });
  }

  /** Reads at once, then every period. */
  start(): void {
    if (!this.#stopped) void this.#runCycle();
  }

  /** Ends the cycle; a read under way is dropped. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  noteProcessStats(processStats: ProcessStats): void {
    this.#processStats = processStats;
    this.#maker.noteProcessStats(now(), processStats, this.#ports.memoryBytes());
  }

  noteCollection(collection: MajorCollection): void {
    this.#heap.noteCollection(collection);
    this.#collectedSeconds = Math.max(this.#collectedSeconds, collection.endSeconds);
  }

  noteProfiler(profiler: ProfilerState): void {
    this.#heap.noteProfiler(profiler);
  }

  /** Makes one read and one report. Whatever fails, the next cycle comes. */
  async #runCycle(): Promise<void> {
    let { heapUsedBytes } = this.#processStats;
    const read = await this.#read();
    if (this.#stopped) return;
    if (read !== undefined) ({ heapUsedBytes } = read);
    try {
      this.#ports.onReport(this.#report(heapUsedBytes));
    } catch (error) {
      this.#noteFailure('no report could be made', error);
    }
    this.#timer = setTimeout(() => void this.#runCycle(), this.#stats.nextRead(this.#settings).periodSeconds * 1000);
    // On the application's own thread the cycle must not keep the process alive; on ours it runs to be ended.
    if (this.#ports.read === undefined) this.#timer.unref();
  }

  /** Reads the heap and takes the read in; `undefined` where there is no profile, or the read fails. */
  async #read(): Promise<HeapRead | undefined> {
    const { profiler } = this.#heap;
    if (profiler.status !== 'running' || this.#ports.read === undefined) return undefined;
    await this.#collectIfDue();
    try {
      const read = await this.#ports.read();
      if (!this.#stopped) this.#takeIn(read, profiler);
      return read;
    } catch (error) {
      this.#noteFailedRead(error);
      return undefined;
    }
  }

  /** Asks for a major collection where none has come for as long as was allowed. */
  async #collectIfDue(): Promise<void> {
    const { collectAfterSeconds } = this.#settings.leak;
    if (collectAfterSeconds === false || this.#ports.collect === undefined) return;
    if (now() - this.#collectedSeconds < collectAfterSeconds) return;
    this.#collectedSeconds = now();
    try {
      await this.#ports.collect();
      this.#stats.noteCollection();
    } catch (error) {
      // No read has failed, so none is counted: the next one comes at once.
      this.#notices.note('a requested collection has failed', error, 'growth is known after the next one');
    }
  }

  #noteFailedRead(error: unknown): void {
    if (this.#stopped) return;
    if (isProfilerGone(error)) {
      this.#stats.noteFailure(reasonOf(error));
      // Whoever starts it again says so.
      this.#lose(reasonOf(error));
    } else {
      this.#noteFailure('a read of the heap has failed', error);
    }
  }

  /** Counts whatever fails within a cycle, and says it once. */
  #noteFailure(what: string, error: unknown): void {
    if (this.#stopped) return;
    this.#stats.noteFailure(reasonOf(error));
    this.#notices.note(
      what,
      error,
      `tried again in ${formatDuration(this.#stats.nextRead(this.#settings).periodSeconds)}`,
    );
  }

  #takeIn(read: HeapRead, profiler: RunningProfiler): void {
    // The profiler was lost or exchanged while the read was under way.
    if (this.#heap.profiler !== profiler) return;
    if (this.#heap.observe(read, profiler) === 'restarted') this.#lose('somebody else stopped it and started another');
    else this.#stats.noteRead(read);
  }

  #lose(reason: string): void {
    this.noteProfiler({ status: 'unavailable', cause: 'busy', reason });
    this.#ports.onProfilerLost(reason);
  }

  #report(heapUsedBytes: number): Report {
    const heap = this.#heap;
    return this.#maker.make({
      date: new Date(),
      monotonicSeconds: now(),
      uptimeSeconds: process.uptime(),
      profiler: heap.profiler,
      estimate: heap.estimate(),
      tracebackOf: (site) => heap.tracebackOf(site),
      processStats: this.#processStats,
      heapUsedBytes,
      rssBytes: residentSetBytes(),
      sampler: {
        ...this.#stats.counts,
        ...this.#stats.nextRead(this.#settings),
        memoryBytes: this.#ports.memoryBytes(),
        restarts: this.#restarts,
      },
      alertFailures: this.#processStats.alertFailures + this.#ports.alertFailures(),
    });
  }
}
