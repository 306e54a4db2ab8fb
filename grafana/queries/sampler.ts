import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { chosen, ofProcesses, perProcess } from './dashboard-selectors.js';
import { histogramBucketName, histogramCountName, histogramSumName } from './prometheus-name.js';
import { duration, perInstance } from './promql.js';
import { readRecently } from './recent-reads.js';

/** Pauses may stretch the time between reads to minutes: what counts them looks back so far, not some scrapes only. */
const window = duration(CONFIG.samplerDegraded.windowSeconds);

/** Processes that publish, and have for a while, but are not read. */
export function unread(): string {
  const before = `last_over_time(${ofProcesses(METRIC.heapLimit)}[${window}] offset ${window})`;
  return `(
${perProcess(METRIC.heapLimit)}
and on (${perInstance()})
${before}
unless on (${perInstance()})
${readRecently(chosen)}
)`;
}

/** Seconds from read to read, of each process that is read. */
export function period(): string {
  return `${perProcess(METRIC.samplerPeriod)} unless on (${perInstance()}) ${unread()}`;
}

/**
 * Share of the time that the application is paused for reads: the mean pause over the period. Not the pauses of a window
 * over its length, of which a young process has been there for a part only.
 */
export function pausedShare(): string {
  const [pauses, reads] = [histogramSumName(METRIC.samplerPause), histogramCountName(METRIC.samplerPause)].map(
    inWindow,
  );
  return `${pauses} / (${reads} > 0) / ${perProcess(METRIC.samplerPeriod)}`;
}

/** Pause that a share of the reads of all processes stays below. */
export function pauseQuantile(share: number): string {
  const buckets = chosen(histogramBucketName(METRIC.samplerPause));
  return `histogram_quantile(${share}, sum by (le) (increase(${buckets}[${window}])))`;
}

function inWindow(counter: string): string {
  return `sum by (${perInstance()}) (increase(${chosen(counter)}[${window}]))`;
}
