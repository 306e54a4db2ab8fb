import type { Report } from '../report/report.js';
import { lateAnswerSentence } from '../report/sentences.js';
import { SourceMaps } from '../symbols/source-maps.js';
import type { SamplerStart } from '../threads/messages.js';
import type { ProcessStats } from '../threads/process-stats.js';
import { memoryShares, type TooLargeProfile } from '../threads/memory-limits.js';
import { residentSetBytes } from '../threads/resident-set.js';
import type { MonitorSettings } from '../threads/settings.js';
import { now } from '../v8/clock.js';
import type { ReportedCollection } from '../v8/collections.js';
import { isProfilerGone } from '../v8/inspector.js';
import type { ProfilerState } from '../v8/profiler.js';
import { reasonOf } from '../values/errors.js';
import { callGuarded } from '../values/guard.js';
import { clearTimeout, setTimeout } from '../values/runtime-timers.js';
import { formatDuration } from '../values/units.js';
import type { CollectionSwitch } from './collect-garbage.js';
import { DueCollections } from './due-collections.js';
import { FailureNotices } from './failure-notices.js';
import { heapRoom } from './heap-room.js';
import { ReadForecast } from './read-forecast.js';
import { LeakWatch } from './leak-watch.js';
import type { AskForMaps } from './handed-maps.js';
import type { HeapRead } from './read-heap.js';
import { ReadStats } from './read-stats.js';
import { ReportMaker } from './report-maker.js';
import { readDeadlineSeconds, TimedReads } from './timed-reads.js';
import { WatchedHeap } from './watched-heap.js';
import { type LookAtWorkers, WatchedWorkers } from './watched-workers.js';
import { Zoom } from './zoom.js';
import type { InliningSwitch } from './zoom-session.js';

/** The seconds for which a new worker thread is left alone, see `WorkerParts`. */
const LEAST_WORKER_AGE_SECONDS = 2;

/** The ports that a sampler works with, which the thread it runs on provides. */
export interface SamplerPorts {
  /** Reads the heap profile; absent where nothing can. */
  readonly read?: () => Promise<HeapRead>;
  /** Looks at the worker threads of the application; absent where nothing can. */
  readonly lookAtWorkers?: LookAtWorkers;
  /** Has worker threads give up what was begun on them; absent where nothing can. */
  readonly leaveWorkers?: () => Promise<void>;
  /** Asks the watched thread for maps that are in no file; absent where nothing can. */
  readonly askForMaps?: AskForMaps;
  /** Has the garbage of the watched heap collected; absent where nothing can. */
  readonly collections?: CollectionSwitch;
  /** Keeps V8 from inlining on the watched thread; absent where nothing can. */
  readonly inlining?: InliningSwitch;
  /** Asks whether V8 may be kept from inlining now, which {@link Sampler.noteZoomAnswer} answers. */
  readonly onZoomWanted: (gapSeconds: number) => void;
  /** Gives the bytes that this thread itself holds. */
  readonly memoryBytes: () => number;
  /** Counts the alerts that could not be delivered from here. */
  readonly alertFailures: () => number;
  readonly onReport: (report: Report) => void;
  /** Is called when the profiler is not running any more, or is not ours. */
  readonly onProfilerLost: (reason: string) => void;
  /** Is called instead of a read that would take more memory than there is for it. */
  readonly onTooLarge: (profile: TooLargeProfile, run: string) => void;
  /** Warns a person, in one line; the same line again only where it reports an event. */
  readonly warn: (text: string, options?: { readonly isEvent?: boolean }) => void;
}

/** Runs the cycle, on whichever thread it is put: one read and one report a period. */
export class Sampler {
  readonly #settings: MonitorSettings;
  readonly #ports: SamplerPorts;
  readonly #heap: WatchedHeap;
  readonly #maker: ReportMaker;
  readonly #stats: ReadStats;
  readonly #forecast: ReadForecast;
  readonly #leaks: LeakWatch;
  readonly #restarts: number;
  readonly #notices: FailureNotices;
  /** Absent where nothing can read. */
  readonly #reads: TimedReads | undefined;
  /** Absent where worker threads cannot be looked at. */
  readonly #workers: WatchedWorkers | undefined;
  /** Absent where no collection is to be asked for. */
  readonly #collections: DueCollections | undefined;
  /** Absent where V8 is not to be kept from inlining. */
  readonly #zoom: Zoom | undefined;
  /** The profiler that the latest read was asked of. */
  #asked: ProfilerState;
  #processStats: ProcessStats;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(settings: MonitorSettings, ports: SamplerPorts, start: Omit<SamplerStart, 'settings'>) {
    this.#settings = settings;
    this.#ports = ports;
    const shares = memoryShares(settings.samplerMemoryBytes);
    const sourceMaps = new SourceMaps({
      memoryBytes: shares.sourceMapBytes,
      onTooMuch: (script, reason) => {
        this.#notices.note(`the source map of ${script} is not used`, reason, 'its functions are named where they ran');
      },
    });
    this.#heap = new WatchedHeap(start.profiler, settings.leak, { shares, sourceMaps, askForMaps: ports.askForMaps });
    this.#asked = start.profiler;
    this.#reads = this.#timedReads();
    this.#processStats = start.processStats;
    this.#notices = new FailureNotices(ports.warn);
    this.#stats = new ReadStats(start.previous?.sampler);
    if (settings.workers && ports.lookAtWorkers !== undefined) {
      this.#workers = new WatchedWorkers(settings, {
        look: ports.lookAtWorkers,
        sourceMaps,
        notices: this.#notices,
        stats: this.#stats,
        leastAgeSeconds: LEAST_WORKER_AGE_SECONDS,
      });
    }
    const { collectAfterSeconds, spanSeconds } = settings.leak;
    if (collectAfterSeconds !== false && ports.collections !== undefined) {
      this.#collections = new DueCollections(ports.collections, {
        collectAfterSeconds,
        spanSeconds,
        maxPauseRatio: settings.maxPauseRatio,
        stats: this.#stats,
        notices: this.#notices,
      });
    }
    const { inlining, onZoomWanted: ask } = ports;
    if (settings.leak.zoom && inlining !== undefined) {
      this.#zoom = new Zoom(spanSeconds, { inlining, ask, stats: this.#stats, notices: this.#notices });
    }
    this.#forecast = new ReadForecast(settings.samplerMemoryBytes, start.processStats.heapUsedBytes);
    if (start.profiler.status === 'running') {
      this.#forecast.restart(start.processStats.heapUsedBytes, start.profiler.found);
    }
    this.#restarts = start.restarts;
    this.#leaks = new LeakWatch(start.previous?.suspects);
    // Taken once, so that a moment keeps its date however the calendar is set.
    const epochMilliseconds = Date.now() - now() * 1000;
    const dateOf = (seconds: number): Date => new Date(epochMilliseconds + seconds * 1000);
    const secondsOf = (date: string): number => (Date.parse(date) - epochMilliseconds) / 1000;
    const { previous } = start;
    this.#maker = new ReportMaker(settings, { nowSeconds: now(), dateOf, secondsOf, previous, warn: ports.warn });
  }

  /** Reads at once, then every period. */
  start(): void {
    if (!this.#stopped) this.#runCycle();
  }

  /** Ends the cycle; a read under way is dropped. */
  stop(): void {
    this.#stopped = true;
    this.#collections?.stop();
    this.#workers?.stop();
    clearTimeout(this.#timer);
  }

  /** Ends the cycle, and what was begun on worker threads. It does not reject. */
  async leave(): Promise<void> {
    this.stop();
    if (this.#workers?.isAny !== true) return;
    try {
      await this.#ports.leaveWorkers?.();
    } catch {
      // What was begun there ends by itself when nobody looks any more.
    }
  }

  noteProcessStats(processStats: ProcessStats): void {
    this.#processStats = processStats;
    this.#heap.noteTenured(processStats.tenuredSeconds);
    this.#maker.noteProcessStats(now(), processStats, this.#memoryBytes() + (this.#workers?.heldBytes ?? 0));
  }

  noteCollection(collection: ReportedCollection): void {
    this.#heap.noteCollection(collection);
    // The next read waits for the pause of one that was asked for.
    if (this.#collections?.noteCollection(collection) === true) this.#runIn(this.#waitSeconds());
  }

  noteProfiler(profiler: ProfilerState): void {
    if (!this.#heap.noteProfiler(profiler) || profiler.status === 'unavailable') return;
    this.#zoom?.restart();
    this.#forecast.restart(this.#processStats.heapUsedBytes, profiler.found);
  }

  /** Takes in the answer to a zoom that was wanted. @param refusal the reason why there must be none, or `null` */
  noteZoomAnswer(refusal: string | null): void {
    this.#zoom?.noteAnswer(refusal);
    if (refusal === null) this.#runIn(this.#waitSeconds());
  }

  #timedReads(): TimedReads | undefined {
    const { read } = this.#ports;
    if (read === undefined) return undefined;
    const ask = (): Promise<HeapRead> => {
      this.#asked = this.#heap.profiler;
      return read();
    };
    return new TimedReads(ask, {
      deadlineSeconds: readDeadlineSeconds(this.#settings.periodSeconds),
      onLateAnswer: () => {
        this.#runIn(0);
      },
    });
  }

  /** Makes one read and one report. Whatever fails, the next cycle comes. */
  #runCycle(): void {
    callGuarded(
      async () => {
        try {
          await this.#readAndReport();
        } finally {
          this.#runIn(this.#waitSeconds());
        }
      },
      (error) => {
        this.#noteFailure('no report could be made', error);
      },
    );
  }

  /** Runs the next cycle after so many seconds, and no other one before. */
  #runIn(seconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#runCycle();
    }, seconds * 1000);
    // On the application's own thread the cycle must not keep the process alive; on ours it runs to be ended.
    if (this.#reads === undefined) this.#timer.unref();
  }

  /** Gives the seconds to the next cycle. One that waits for an answer costs the application nothing, and is not put off. */
  #waitSeconds(): number {
    if (this.#reads?.unansweredSince !== undefined) return this.#settings.periodSeconds;
    const { periodSeconds } = this.#stats.nextRead(this.#settings);
    const nextSeconds = this.#workers?.nextSeconds(periodSeconds) ?? periodSeconds;
    return this.#zoom?.nextSeconds(nextSeconds) ?? nextSeconds;
  }

  async #readAndReport(): Promise<void> {
    const read = await this.#read();
    this.#leaks.note(this.#heap.growth(), (ordinal) => this.#zoom?.isExact(ordinal) ?? false);
    if (this.#reads?.unansweredSince === undefined) {
      await this.#zoom?.afterRead(read, this.#leaks.growing);
      if (this.#stopped) return;
      // What is said to worker threads passes through the main thread.
      await this.#workers?.look();
    }
    if (this.#stopped) return;
    if (read !== undefined) {
      this.#collections?.afterRead({ lacksEvidence: this.#heap.lacksEvidence, heapUsedBytes: read.heapUsedBytes });
    }
    const report = this.#report(read?.heapUsedBytes ?? this.#processStats.heapUsedBytes);
    this.#leaks.keep(report.suspects);
    this.#ports.onReport(report);
  }

  /** Reads the heap and takes the read in; `undefined` where there is no profile, no answer in time, or the read fails. */
  async #read(): Promise<HeapRead | undefined> {
    const unanswered = this.#reads?.unansweredSince;
    // A request that is overdue is the only one; its answer is taken, whatever has become of the profiler.
    if (this.#reads === undefined || (unanswered === undefined && this.#heap.profiler.status !== 'running')) {
      return undefined;
    }
    if (unanswered === undefined) {
      if (this.#isTooLarge(this.#heap.profiler)) return undefined;
      await this.#zoom?.beforeRead();
    }
    try {
      const read = await this.#reads.next();
      if (read === undefined) return undefined;
      const mapPauseSeconds = await this.#heap.prepare(read);
      if (this.#stopped) return undefined;
      if (unanswered !== undefined) this.#ports.warn(lateAnswerSentence(unanswered, new Date()), { isEvent: true });
      this.#takeIn(read);
      this.#stats.noteMapPause(mapPauseSeconds);
      return read;
    } catch (error) {
      this.#noteFailedRead(error);
      return undefined;
    }
  }

  /** Says whether the profile is too large to be read, and hands that on. */
  #isTooLarge(profiler: ProfilerState): boolean {
    if (profiler.status !== 'running') return false;
    const profile = this.#forecast.tooLarge(this.#processStats.heapUsedBytes, profiler.sampleIntervalBytes);
    if (profile === undefined) return false;
    this.#stats.noteFailure('the profile is larger than HEAPGAUGE_SAMPLER_MEMORY allows');
    this.#ports.onTooLarge(profile, profiler.run);
    return true;
  }

  #noteFailedRead(error: unknown): void {
    if (this.#stopped) return;
    if (isProfilerGone(error)) {
      this.#stats.noteFailure(reasonOf(error));
      // Whoever starts it again says so.
      if (this.#heap.profiler === this.#asked) this.#lose(reasonOf(error));
    } else {
      this.#noteFailure('a read of the heap has failed', error);
    }
  }

  /** Counts whatever fails within a cycle, and says it once. */
  #noteFailure(what: string, error: unknown): void {
    if (this.#stopped) return;
    this.#stats.noteFailure(reasonOf(error));
    this.#notices.note(what, error, `tried again in ${formatDuration(this.#waitSeconds())}`);
  }

  #takeIn(read: HeapRead): void {
    const { profiler } = this.#heap;
    // The profiler was lost or exchanged while the read was under way.
    if (profiler !== this.#asked || profiler.status !== 'running') return;
    const outcome = this.#heap.observe(read, profiler, heapRoom(this.#processStats, read.heapUsedBytes));
    if (outcome === 'restarted') this.#lose('somebody else stopped it and started another');
    else if (outcome === 'unusable') this.#lose('it lists what has been collected');
    else {
      this.#stats.noteRead(read, new Date());
      this.#forecast.note(this.#stats.counts, read.heapUsedBytes);
    }
  }

  #lose(reason: string): void {
    this.noteProfiler({ status: 'unavailable', cause: 'busy', reason });
    this.#ports.onProfilerLost(reason);
  }

  #memoryBytes(): number {
    const tableBytes = this.#heap.profiler.status === 'running' ? this.#forecast.tableBytes : 0;
    return this.#ports.memoryBytes() + tableBytes;
  }

  #report(heapUsedBytes: number): Report {
    const heap = this.#heap;
    return this.#maker.make({
      date: new Date(),
      monotonicSeconds: now(),
      uptimeSeconds: process.uptime(),
      profiler: heap.profiler,
      estimate: heap.estimate(),
      leaks: this.#leaks.named,
      workers: this.#workers?.heaps ?? [],
      processStats: this.#processStats,
      heapUsedBytes,
      rssBytes: residentSetBytes(),
      sampler: {
        ...this.#stats.counts,
        notAnsweringSince: this.#reads?.unansweredSince?.toISOString() ?? null,
        ...this.#stats.nextRead(this.#settings),
        memoryBytes: this.#memoryBytes(),
        memoryLimitBytes: this.#settings.samplerMemoryBytes,
        restarts: this.#restarts,
      },
      alertFailures: this.#processStats.alertFailures + this.#ports.alertFailures(),
    });
  }
}
