import type { MajorCollection } from '../v8/collections.js';
import type { ProfilerState } from '../v8/profiler.js';
import type { Alert } from '../report/alerts.js';
import type { MonitorSettings } from '../application/options.js';
import type { Report } from '../report/report.js';
import type { ProcessStats } from './process-stats.js';

/** What the sampler begins with. */
export interface SamplerStart {
  readonly settings: MonitorSettings;
  readonly profiler: ProfilerState;
  readonly processStats: ProcessStats;
}

/** From the watched thread to the sampler. */
export type ToSampler =
  | { readonly type: 'process-stats'; readonly processStats: ProcessStats }
  | { readonly type: 'collection'; readonly collection: MajorCollection }
  | { readonly type: 'profiler'; readonly profiler: ProfilerState };

/** From the sampler to the watched thread. */
export type FromSampler =
  | { readonly type: 'report'; readonly report: Report; readonly alerts: readonly Alert[] }
  /** Alerts were not delivered; why. */
  | { readonly type: 'alert-failure'; readonly reason: string }
  | { readonly type: 'profiler-lost'; readonly reason: string }
  /** Sent once: the loop turns, and the metrics page is served there, or is not. */
  | { readonly type: 'ready'; readonly metricsUrl: string | undefined; readonly problem: string | undefined };

/** The watched thread's end of the line to a sampler, wherever that runs. */
export interface SamplerConnection {
  send(message: ToSampler): void;
  /** Keeps the process alive until called with `false`. */
  keepAlive(alive: boolean): void;
  /** Ends the sampler; resolves when nothing of it is left. */
  close(): Promise<void>;
}

/** Makes a link; `receive` gets the messages, `fail` the news that the sampler has died. */
export type OpenSampler = (
  start: SamplerStart,
  receive: (message: FromSampler) => void,
  fail: (reason: string) => void,
) => SamplerConnection;

/** What the sampler's thread is given at its start. */
export interface ThreadData {
  readonly start: SamplerStart;
  /** The shared cell of the {@link ReadGate}. */
  readonly gateCell: Int32Array;
}
