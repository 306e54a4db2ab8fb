import process from 'node:process';
import { reasonOf } from '../errors.js';
import { Ledger } from '../growth/ledger.js';
import type { MajorCollection } from '../profiler/collections.js';
import { isProfilerGone } from '../profiler/inspector.js';
import type { ProfilerState } from '../profiler/profiler.js';
import type { HeapRead } from '../profiler/reader.js';
import { FrameTable } from '../snapshot/frame-table.js';
import type { Report } from './report.js';
import { reportSites, type SitesSummary } from './site-reports.js';
import type { MonitorSettings } from './options.js';

/** What only the watched thread can tell, sent along every period. */
export interface Vitals {
  readonly heapUsedBytes: number;
  readonly heapLimitBytes: number;
  readonly externalBytes: number;
}

/** What a sampler works with; the thread it runs on provides it. */
export interface SamplerPorts {
  /** Reads the heap profile; absent where nothing can. */
  readonly read?: () => Promise<HeapRead>;
  /** Bytes this thread itself holds for the tracer. */
  readonly memoryBytes: () => number;
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
  #profiler: ProfilerState;
  #vitals: Vitals;
  #collection: MajorCollection | undefined;
  #ledger: Ledger | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #tracedPeakBytes = 0;
  #heapPeakBytes = 0;
  readonly #reader = { reads: 0, failures: 0, lastPauseSeconds: 0, maxPauseSeconds: 0, samples: 0, nodes: 0 };

  constructor(settings: MonitorSettings, ports: SamplerPorts, start: { profiler: ProfilerState; vitals: Vitals }) {
    this.#settings = settings;
    this.#ports = ports;
    this.#profiler = start.profiler;
    this.#vitals = start.vitals;
    this.#frames = new FrameTable({ workingDirectory: process.cwd() });
  }

  /** Reads at once, then every period. */
  start(): void {
    void this.#turn();
  }

  /** Ends the loop; a read under way is dropped. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  noteVitals(vitals: Vitals): void {
    this.#vitals = vitals;
  }

  noteCollection(collection: MajorCollection): void {
    this.#collection = collection;
  }

  /** The profiler was started anew or could not be: whatever was followed before is another run's. */
  noteProfiler(profiler: ProfilerState): void {
    this.#profiler = profiler;
    this.#ledger = undefined;
  }

  async #turn(): Promise<void> {
    const profiler = this.#profiler;
    let heapUsedBytes = this.#vitals.heapUsedBytes;
    if (profiler.status === 'running' && this.#ports.read !== undefined) {
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
    this.#timer = setTimeout(() => void this.#turn(), this.#periodSeconds() * 1000);
    // On the application's own thread the loop must not keep the process alive; on ours it runs to be ended.
    if (this.#ports.read === undefined) this.#timer.unref();
  }

  /** Whatever fails in a turn is counted, and the loop goes on. */
  #attempt(step: () => void): void {
    try {
      step();
    } catch {
      this.#reader.failures += 1;
    }
  }

  #noteFailure(error: unknown): undefined {
    this.#reader.failures += 1;
    if (!this.#stopped && isProfilerGone(error)) this.#lose(reasonOf(error));
  }

  #takeIn(read: HeapRead, { sampleIntervalBytes }: { sampleIntervalBytes: number }): void {
    this.#ledger ??= new Ledger({ intervalBytes: sampleIntervalBytes, startSeconds: read.startSeconds });
    const { profile, startSeconds, endSeconds, pauseSeconds } = read;
    const sites = this.#frames.sitesOf(profile);
    const outcome = this.#ledger.observe({ profile, sites, startSeconds, endSeconds }, this.#collection);
    if (outcome === 'restarted') {
      this.#lose('somebody else stopped it and started another');
      return;
    }
    this.#reader.reads += 1;
    this.#reader.lastPauseSeconds = pauseSeconds;
    this.#reader.maxPauseSeconds = Math.max(this.#reader.maxPauseSeconds, pauseSeconds);
    this.#reader.samples = profile.samples.count;
    this.#reader.nodes = profile.nodes.count;
  }

  #lose(reason: string): void {
    this.noteProfiler({ status: 'unavailable', cause: 'busy', reason });
    this.#ports.onProfilerLost(reason);
  }

  #periodSeconds(): number {
    const { periodSeconds, maxPauseRatio } = this.#settings;
    return Math.max(periodSeconds, this.#reader.lastPauseSeconds / maxPauseRatio);
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
    this.#tracedPeakBytes = Math.max(this.#tracedPeakBytes, currentBytes);
    this.#heapPeakBytes = Math.max(this.#heapPeakBytes, heapUsedBytes);
    const rssBytes = process.memoryUsage.rss();
    const tracedBytes = Math.min(currentBytes, heapUsedBytes);
    const { externalBytes, heapLimitBytes } = this.#vitals;
    return {
      schema: 'heapgauge.report/1',
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
      suspects: [],
      budgets: [],
      heap: {
        usedBytes: heapUsedBytes,
        limitBytes: heapLimitBytes,
        peakBytes: this.#heapPeakBytes,
        secondsToLimit: null,
      },
      memory: {
        rssBytes,
        tracedBytes,
        heapUntracedBytes: heapUsedBytes - tracedBytes,
        externalBytes,
        otherBytes: rssBytes - heapUsedBytes - externalBytes,
      },
      reader: { ...this.#reader, periodSeconds: this.#periodSeconds(), memoryBytes: this.#ports.memoryBytes() },
    };
  }
}
