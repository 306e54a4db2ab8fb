import { METRIC } from '../src/telemetry/names.js';
import { CONFIG } from './config.js';
import { chosen, perProcess } from './dashboard-selectors.js';
import { histogramBucketName, histogramCountName, histogramSumName } from './prometheus-name.js';
import { duration, perInstance } from './promql.js';

/** Reads are spaced by their pauses, at the most some minutes apart: what counts them looks back so far. */
const window = duration(CONFIG.samplerDegraded.windowSeconds);

/** Processes with reads, each with their number in the window. */
export function reads(): string {
  return `(${inWindow(histogramCountName(METRIC.readerPause))} > 0)`;
}

/** Seconds from read to read, of each process. */
export function period(): string {
  return perProcess(METRIC.readerPeriod);
}

/**
 * Share of the time that the application is paused for reads: the mean pause over the period. Not the pauses of a window
 * over its length, of which a young process has been there for a part only.
 */
export function pausedShare(): string {
  return `${inWindow(histogramSumName(METRIC.readerPause))} / ${reads()} / ${period()}`;
}

/** Pause that a share of the reads of all processes stays below. */
export function pauseQuantile(share: number): string {
  return `histogram_quantile(${share}, sum by (le) (rate(${chosen(histogramBucketName(METRIC.readerPause))}[$__rate_interval])))`;
}

function inWindow(counter: string): string {
  return `sum by (${perInstance()}) (increase(${chosen(counter)}[${window}]))`;
}
