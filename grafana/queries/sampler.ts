import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { chosen, ofProcesses, perProcess } from './dashboard-selectors.js';
import { histogramBucketName, histogramCountName, histogramSumName } from './prometheus-name.js';
import { duration, perInstance } from './promql.js';
import { readRecently } from './recent-reads.js';

/**
 * The range that reads are counted within: pauses may stretch the time between reads to minutes, so a few scrapes are
 * not enough.
 */
const window = duration(CONFIG.samplerDegraded.windowSeconds);

/** Processes that have published metrics for a while but whose heap is not read. */
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

/** The seconds from one read to the next, by process, of the processes whose heap is read. */
export function period(): string {
  return `${perProcess(METRIC.samplerPeriod)} unless on (${perInstance()}) ${unread()}`;
}

/**
 * The share of the time for which reads pause the application, by process: the mean pause over the period. Dividing all
 * pauses in a window by its length would be wrong for a process that is younger than the window.
 */
export function pausedShare(): string {
  const [pauses, reads] = [histogramSumName(METRIC.samplerPause), histogramCountName(METRIC.samplerPause)].map(
    inWindow,
  );
  return `${pauses} / (${reads} > 0) / ${perProcess(METRIC.samplerPeriod)}`;
}

/** The pause that a share of the reads of all processes does not exceed. */
export function pauseQuantile(share: number): string {
  const buckets = chosen(histogramBucketName(METRIC.samplerPause));
  return `histogram_quantile(${share}, sum by (le) (increase(${buckets}[${window}])))`;
}

function inWindow(counter: string): string {
  return `sum by (${perInstance()}) (increase(${chosen(counter)}[${window}]))`;
}
