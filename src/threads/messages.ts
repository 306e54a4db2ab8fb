import type { Alert } from '../report/alerts.js';
import type { Report } from '../report/report.js';
import type { ReportedCollection } from '../v8/collections.js';
import type { ProfilerState } from '../v8/profiler.js';
import type { LogLevel } from '../values/log.js';
import type { TooLargeProfile } from './memory-limits.js';
import type { ProcessStats } from './process-stats.js';
import type { MonitorSettings } from './settings.js';

/** The state that the sampler begins with. */
export interface SamplerStart {
  readonly settings: MonitorSettings;
  readonly profiler: ProfilerState;
  readonly processStats: ProcessStats;
  /** The latest report of the sampler before, which has died; absent where this is the first, or none had made one. */
  readonly previous?: Report;
  /** The number of samplers that have died before. */
  readonly restarts: number;
}

/** A message from the application's thread to the sampler. */
export type ToSampler =
  | { readonly type: 'process-stats'; readonly processStats: ProcessStats }
  | { readonly type: 'collection'; readonly collection: ReportedCollection }
  | { readonly type: 'profiler'; readonly profiler: ProfilerState }
  /** The answer to `zoom-wanted`: the reason why V8 must not be kept from inlining now, or `null`. */
  | { readonly type: 'zoom-answer'; readonly refusal: string | null }
  /** The sampler is to stop, and to have worker threads of the application give up what was begun on them. */
  | { readonly type: 'stop' };

/** A message from the sampler to the application's thread. */
export type FromSampler =
  | { readonly type: 'report'; readonly report: Report; readonly alerts: readonly Alert[] }
  /** The sampler could not deliver an alert, for this reason. */
  | { readonly type: 'alert-failure'; readonly reason: string }
  | { readonly type: 'profiler-lost'; readonly reason: string }
  /** The profile was not read, as that would take more memory than there is for it. */
  | { readonly type: 'profile-too-large'; readonly profile: TooLargeProfile; readonly run: string }
  /** V8 is to be kept from inlining for some seconds, and so long nobody of this package has done that. */
  | { readonly type: 'zoom-wanted'; readonly gapSeconds: number }
  /** A line for the application's log, which the sampler cannot write. It is written once unless it reports an event. */
  | { readonly type: 'notice'; readonly level: NoticeLevel; readonly text: string; readonly isEvent?: boolean }
  /** What came of the first attempt to serve the metrics page, and later that it is served after all. */
  | { readonly type: 'metrics-page'; readonly page: MetricsPageOutcome }
  /** The sampler runs. It is sent once, after what came of the metrics page. */
  | { readonly type: 'ready' }
  /** The sampler has stopped, as it was told to. */
  | { readonly type: 'stopped' };

/** The level of a notice of the sampler. */
export type NoticeLevel = Exclude<LogLevel, 'silent'>;

/** The end of an attempt to serve the metrics page. */
export type MetricsPageOutcome =
  /** It is served; late where an attempt had failed before. */
  | { readonly outcome: 'served'; readonly url: string; readonly isLate: boolean }
  | { readonly outcome: 'failed'; readonly problem: string; readonly isRetried: boolean };

/** The application's end of the connection to a sampler, whichever thread that runs on. */
export interface SamplerConnection {
  send(message: ToSampler): void;
  /** Keeps the process alive until called with `false`. */
  keepAlive(alive: boolean): void;
  /** Ends the sampler; resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** The death of a sampler, in one line, and what kind of death it was. */
export interface SamplerDeath {
  readonly reason: string;
  /** `memory`: it would have needed more than it may have. `missing`: its program is not there. */
  readonly cause: 'memory' | 'missing' | 'other';
}

/** Starts a sampler: `receive` is called with its messages, `fail` once or more when it has died. */
export type OpenSampler = (
  start: SamplerStart,
  receive: (message: FromSampler) => void,
  fail: (death: SamplerDeath) => void,
) => SamplerConnection;

/** The code of the error that a sampler thread ends with where its heap is full: Node's own. */
export const OUT_OF_MEMORY = 'ERR_WORKER_OUT_OF_MEMORY';

/** The data that the sampler thread is started with. */
export interface ThreadData {
  readonly start: SamplerStart;
  /** The shared cell of the read gate. */
  readonly gateCell: Int32Array;
  /** The shared cell of the gate that is closed while the sampler keeps V8 from inlining. */
  readonly zoomCell: Int32Array;
  /** The shared cell of the gate that is closed while the sampler thread loads its program. */
  readonly loadCell: Int32Array;
}
