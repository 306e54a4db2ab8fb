import { METRIC } from '../src/telemetry/names.js';
import { CONFIG } from './config.js';
import { chosen } from './dashboard-selectors.js';
import { histogramBucketName, histogramCountName, histogramSumName } from './prometheus-name.js';
import { duration, perInstance } from './promql.js';

/** Reads are spaced by their pauses, at the most some minutes apart: what counts them looks back so far. */
const { windowSeconds } = CONFIG.samplerDegraded;
const window = duration(windowSeconds);

const counted = `sum by (${perInstance()}) (increase(${chosen(histogramCountName(METRIC.readerPause))}[${window}]))`;

/** Processes with reads, each with their number in the window. */
export function reads(): string {
  return `(${counted} > 0)`;
}

/** Seconds from read to read in the mean. */
export function period(): string {
  return `${windowSeconds} / ${reads()}`;
}

/** Share of the time that the application is paused for reads. */
export function pausedShare(): string {
  return `sum by (${perInstance()}) (increase(${chosen(histogramSumName(METRIC.readerPause))}[${window}])) / ${windowSeconds}`;
}

/** Pause that a share of the reads of all processes stays below. */
export function pauseQuantile(share: number): string {
  return `histogram_quantile(${share}, sum by (le) (rate(${chosen(histogramBucketName(METRIC.readerPause))}[$__rate_interval])))`;
}
