import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { histogramCountName, prometheusName } from './prometheus-name.js';
import { duration, perInstance } from './promql.js';

const { windowSeconds, slowWindowSeconds } = CONFIG.samplerDegraded;

/**
 * Processes whose heap has been read within the window. A process whose period of reads is longer than half of the
 * window, because of its pauses, gets a longer window; while it is younger than that, it counts as read.
 * @param series makes the selector of a published series from its name
 */
export function readRecently(series: (name: string) => string): string {
  const readsIn = (seconds: number): string =>
    `sum by (${perInstance()}) (increase(${series(histogramCountName(METRIC.samplerPause))}[${duration(seconds)}])) > 0`;
  const periodAt = (at: string): string =>
    `max by (${perInstance()}) (${series(prometheusName(METRIC.samplerPeriod))}${at})`;
  const isYoung = `${periodAt('')} unless on (${perInstance()}) ${periodAt(` offset ${duration(slowWindowSeconds)}`)}`;
  return `(
  ${readsIn(windowSeconds)}
  or
  (${readsIn(slowWindowSeconds)} or ${isYoung}) and on (${perInstance()}) ${periodAt('')} > ${windowSeconds / 2}
)`;
}
