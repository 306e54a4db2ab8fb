import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import type { LeakThresholds } from '../growth/thresholds.js';
import type { SourceMaps } from '../symbols/source-maps.js';
import { workerShares } from '../threads/memory-limits.js';
import type { MonitorSettings } from '../threads/settings.js';
import type { ThreadSizes, WorkerRequest, WorkerState } from '../threads/worker-state.js';
import { isProfilerGone } from '../v8/inspector.js';
import type { RunningProfiler } from '../v8/profiler-state.js';
import { DueCollections } from './due-collections.js';
import type { FailureNotices } from './failure-notices.js';
import { type NamedLeak, LeakWatch } from './leak-watch.js';
import { MarkedCollections } from './marked-collections.js';
import { ReadForecast } from './read-forecast.js';
import { ReadPeriod } from './read-period.js';
import type { ReadStats } from './read-stats.js';
import { WatchedHeap } from './watched-heap.js';
import type { AnsweringWorker, WantedMarks, WorkerRead } from './worker-looks.js';
import { entryOfProfile, isOfPackage, threadName } from './worker-names.js';
import { Zoom } from './zoom.js';

/** The most looks for which a thread is left alone that did not answer the one before, doubling each time. */
const MOST_SKIPPED = 32;

/** With the next look a thread is asked for a collection, and with the one after that it has told of it. */
const LOOKS_TO_COLLECTION = 3;

/** A read is put off by so little less than the period, as looks come with the main thread's reads. */
const PERIOD_SHARE = 0.9;

/** Looks that fail for less than this are not said. */
const UNSAID_SECONDS = 10;

/** The shortest time from one look to the next. */
const LEAST_LOOK_SECONDS = 1;

const NOTHING_TO_DO: WorkerRequest = { lostRun: null, collects: false };

/** The settings by which worker threads are watched. */
export type WorkersSettings = Pick<
  MonitorSettings,
  'starter' | 'sampleIntervalBytes' | 'stackDepth' | 'periodSeconds' | 'maxPauseRatio' | 'samplerMemoryBytes'
> & { readonly leak: LeakThresholds & Pick<MonitorSettings['leak'], 'collectAfterSeconds' | 'zoom'> };

/** What worker threads are watched with. */
export interface WorkerParts {
  /** Where original places are found: worker threads mostly run the same files. */
  readonly sourceMaps: SourceMaps;
  readonly notices: FailureNotices;
  readonly stats: Pick<ReadStats, 'noteWorkerCollection' | 'noteWorkerZoom'>;
  /**
   * The seconds for which a new thread is left alone. It loads its program then, and where the application ends a thread that
   * loads files, Node.js 20 aborts the process if the thread was being asked something.
   */
  readonly leastAgeSeconds: number;
}

/** The present state of one worker thread. */
export interface WorkerHeap {
  /** `worker:ENTRY_FILE`. */
  readonly thread: string;
  readonly sizes: ThreadSizes;
  /** The largest use of its heap at any look. */
  readonly heapPeakBytes: number;
  /** The estimates of its sites; `undefined` where its heap is not followed, or has not been read yet. */
  readonly estimate: SiteEstimates | undefined;
  readonly intervalBytes: number;
  readonly leaks: readonly NamedLeak[];
}

/** Follows the heap of one worker thread of the application from look to look. */
export class WatchedWorker {
  readonly #settings: WorkersSettings;
  readonly #parts: WorkerParts;
  readonly #leaks = new LeakWatch();
  readonly #marks = new MarkedCollections();
  readonly #period = new ReadPeriod();
  readonly #forecast: ReadForecast;
  /** Absent where no collection is to be asked for. */
  readonly #collections: DueCollections | undefined;
  /** Absent where V8 is not to be kept from inlining. */
  readonly #zoom: Zoom | undefined;
  #name: string;
  #isNamed: boolean;
  #heap: WatchedHeap | undefined;
  #state: WorkerState | undefined;
  /** The thread, while it is looked at. */
  #present: AnsweringWorker | undefined;
  #heapPeakBytes = 0;
  /** What the thread is told with the next look. */
  #request: WorkerRequest = NOTHING_TO_DO;
  /** The time at which the thread was first seen to run. */
  #seenSeconds: number | undefined;
  #nextReadSeconds = -Infinity;
  /** True where the latest look has read its heap. */
  #isRead = false;
  #run: string | undefined;
  /** The looks in a row that have not been answered, and those for which it is left alone. */
  #missed = 0;
  #skips = 0;
  /** The time since which looks have failed. */
  #failingSince: number | undefined;

  /** @param url the address of the thread's entry file */
  constructor(url: string, settings: WorkersSettings, parts: WorkerParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#name = threadName(url);
    // The file of a pool says nothing of the program: that is told by what the thread runs.
    this.#isNamed = !isOfPackage(url);
    this.#forecast = new ReadForecast(settings.samplerMemoryBytes, 0);
    this.#collections = this.#dueCollections();
    this.#zoom = settings.leak.zoom ? this.#zoomOf() : undefined;
  }

  /** True where its heap has been read. */
  get isFollowed(): boolean {
    return this.#heap !== undefined;
  }

  /** The bytes that it holds: the pages of its heap, and what is held outside that by objects on it. */
  get heldBytes(): number {
    const { heapCommittedBytes = 0, externalBytes = 0 } = this.#state?.sizes ?? {};
    return heapCommittedBytes + externalBytes;
  }

  /** The state of its heap; `undefined` where it has never answered. */
  get heap(): WorkerHeap | undefined {
    if (this.#state === undefined) return undefined;
    const { sizes, profiler } = this.#state;
    return {
      thread: this.#name,
      sizes,
      heapPeakBytes: this.#heapPeakBytes,
      estimate: this.#heap?.estimate(),
      intervalBytes: (profiler.status === 'running' ? profiler : this.#settings).sampleIntervalBytes,
      leaks: this.#leaks.named,
    };
  }

  /** Gives what the thread is told now; `undefined` where it is left alone, as it is new or has not answered. */
  takeRequest(nowSeconds: number): WorkerRequest | undefined {
    this.#seenSeconds ??= nowSeconds;
    if (nowSeconds - this.#seenSeconds < this.#parts.leastAgeSeconds) return undefined;
    if (this.#skips > 0) {
      this.#skips -= 1;
      return undefined;
    }
    const request = this.#request;
    this.#request = NOTHING_TO_DO;
    return request;
  }

  /** Takes in whether it has answered. One that is in a system call would answer all at once when it is back. */
  noteAnswer(isAnswered: boolean): void {
    if (isAnswered) {
      this.#missed = 0;
      return;
    }
    this.#isRead = false;
    this.#missed += 1;
    this.#skips = Math.min(MOST_SKIPPED, 2 ** (this.#missed - 1)) - 1;
  }

  /** Takes in that a look has failed, and says so where that goes on. */
  noteFailure(failure: unknown, nowSeconds: number): void {
    // Threads end while they are looked at.
    this.#failingSince ??= nowSeconds;
    if (nowSeconds - this.#failingSince < UNSAID_SECONDS) return;
    this.#parts.notices.note('a worker thread could not be looked at', failure, 'tried again with the next read');
  }

  /** Takes in how it stands, and reads its heap where that is due. @param isFollowed false where it is not to be read */
  async takeIn(worker: AnsweringWorker, nowSeconds: number, isFollowed: boolean): Promise<void> {
    const { state } = worker;
    const { profiler, sizes, collection } = state;
    this.#isRead = false;
    this.#state = state;
    this.#heapPeakBytes = Math.max(this.#heapPeakBytes, sizes.heapUsedBytes);
    if (collection !== null) this.#collections?.noteCollection(collection);
    if (!isFollowed) return;
    const heap = this.#heapOf(state);
    if (profiler.status === 'running' && this.#isReadDue(nowSeconds, profiler, sizes)) {
      this.#present = worker;
      try {
        await this.#read(worker, heap, profiler);
        this.#isRead = true;
        this.#failingSince = undefined;
      } catch (error) {
        if (isProfilerGone(error)) this.#request = { ...this.#request, lostRun: profiler.run };
        else this.noteFailure(error, nowSeconds);
      } finally {
        this.#present = undefined;
      }
    }
    this.#leaks.note(heap.growth(), (ordinal) => this.#zoom?.isExact(ordinal) ?? false);
  }

  /** Gives the seconds to the next look. @param periodSeconds those that it would be otherwise */
  nextSeconds(periodSeconds: number): number {
    // A thread that does not answer does not do so sooner where it is asked more often.
    if (!this.#isRead || this.#zoom === undefined) return periodSeconds;
    return Math.min(periodSeconds, Math.max(LEAST_LOOK_SECONDS, this.#zoom.nextSeconds(periodSeconds)));
  }

  /** Ends what waits for the thread, which has ended or is looked at no more. */
  end(): void {
    this.#collections?.stop();
  }

  /** Gives the heap with all that its thread has said of it. */
  #heapOf({ profiler, tenuredSeconds, isTurning, collection }: WorkerState): WatchedHeap {
    const heap = (this.#heap ??= new WatchedHeap(profiler, this.#settings.leak, {
      shares: workerShares(this.#settings.samplerMemoryBytes),
      sourceMaps: this.#parts.sourceMaps,
    }));
    if (heap.noteProfiler(profiler) && profiler.status === 'running') this.#zoom?.restart();
    if (isTurning) heap.noteTenured(tenuredSeconds);
    if (collection !== null) heap.noteCollection(collection);
    return heap;
  }

  /** Says whether it is to be read: its pauses stay within their share of the time, and the profile within its memory. */
  #isReadDue(nowSeconds: number, profiler: RunningProfiler, { heapUsedBytes }: ThreadSizes): boolean {
    if (profiler.run !== this.#run) this.#forecast.restart(heapUsedBytes, profiler.found);
    this.#run = profiler.run;
    if (this.#forecast.tooLarge(heapUsedBytes, profiler.sampleIntervalBytes) !== undefined) return false;
    const isZooming = (this.#zoom?.nextSeconds(Infinity) ?? Infinity) < Infinity;
    return nowSeconds >= this.#nextReadSeconds || isZooming;
  }

  async #read(worker: AnsweringWorker, heap: WatchedHeap, profiler: RunningProfiler): Promise<void> {
    const { sizes, isTurning } = worker.state;
    await this.#zoom?.beforeRead();
    const read = await worker.read(isTurning ? 'none' : this.#wantedMarks());
    this.#noteCost(read);
    await heap.prepare(read);
    const { major, tenuredSeconds } = this.#marks.note(read);
    if (major !== undefined) heap.noteCollection(major);
    if (!isTurning) heap.noteTenured(tenuredSeconds);
    const { heapLimitBytes: limitBytes } = sizes;
    const room = { roomBytes: Math.max(0, limitBytes - read.heapUsedBytes), limitBytes };
    const outcome = heap.observe(read, profiler, room);
    if (outcome !== 'continued') this.#request = { ...this.#request, lostRun: profiler.run };
    this.#leaks.note(heap.growth(), (ordinal) => this.#zoom?.isExact(ordinal) ?? false);
    await this.#zoom?.afterRead(read, this.#leaks.growing);
    this.#collections?.afterRead({ lacksEvidence: heap.lacksEvidence, heapUsedBytes: read.heapUsedBytes });
    this.#nameBy(read);
  }

  #noteCost({ profile: { samples, nodes }, pauseSeconds, endSeconds, heapUsedBytes }: WorkerRead): void {
    this.#forecast.note({ samples: samples.count, nodes: nodes.count }, heapUsedBytes);
    this.#period.note(pauseSeconds);
    this.#nextReadSeconds = endSeconds + PERIOD_SHARE * this.#period.next(this.#settings).periodSeconds;
  }

  /** The marks by which the next collections are told, where these are not reported. */
  #wantedMarks(): WantedMarks {
    if (this.#marks.lacksOld) return 'both';
    return this.#marks.lacksYoung ? 'young' : 'none';
  }

  #nameBy({ profile }: WorkerRead): void {
    if (this.#isNamed) return;
    const entry = entryOfProfile(profile);
    if (entry === undefined) return;
    this.#isNamed = true;
    this.#name = threadName(entry);
  }

  #zoomOf(): Zoom {
    const { leak } = this.#settings;
    const zoom: Zoom = new Zoom(leak.spanSeconds, {
      inlining: {
        off: async () => {
          const refusal = await this.#present?.beginZoom();
          return refusal === null ? 0 : undefined;
        },
        on: async () => ((await this.#present?.endZoom()) === true ? 0 : undefined),
      },
      ask: () => {
        // The thread itself says whether it may be.
        zoom.noteAnswer(null);
      },
      stats: {
        noteZoomBegin: () => undefined,
        noteZoom: () => {
          this.#parts.stats.noteWorkerZoom();
        },
      },
      notices: this.#parts.notices,
    });
    return zoom;
  }

  /** Asks for collections as on the main thread; what is asked for reaches the thread with the next look. */
  #dueCollections(): DueCollections | undefined {
    const { leak, periodSeconds, maxPauseRatio } = this.#settings;
    const { collectAfterSeconds, spanSeconds } = leak;
    if (collectAfterSeconds === false) return undefined;
    const { stats, notices } = this.#parts;
    const collections = {
      early: (): boolean => {
        this.#request = { ...this.#request, collects: true };
        return true;
      },
      usual: (): void => undefined,
      force: (): Promise<void> => Promise.reject(new Error('V8 has not collected in a worker thread')),
    };
    return new DueCollections(collections, {
      collectAfterSeconds,
      spanSeconds,
      maxPauseRatio,
      waitSeconds: LOOKS_TO_COLLECTION * periodSeconds,
      stats: {
        noteCollection: (pauseSeconds) => {
          stats.noteWorkerCollection(pauseSeconds);
        },
      },
      notices,
    });
  }
}
