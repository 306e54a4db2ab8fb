import { METRIC } from '../../src/publish/names.js';
import { ofProcesses, ofSites, perProcess } from './dashboard-selectors.js';
import { isRead } from './processes.js';
import { perInstance } from './promql.js';

/**
 * Number of suspects of each process that has a verdict. A process whose heap is not read has none, unless memory
 * outside of the heap leaks there: no suspect is not the same as no leak.
 */
export function judgedSuspects(): string {
  const suspects = perProcess(METRIC.leakSuspects);
  return `(${suspects} > 0 or ${suspects} and on (${perInstance()}) ${isRead()})`;
}

/** Suspects of the chosen processes, with the lower bound of their growth. Through OTLP a leak that has ended is 0. */
export function leaks(): string {
  return `(${ofProcesses(METRIC.leakGrowthLower)} > 0)`;
}

/** Suspects among the chosen sites, with the lower bound of their growth. */
export function leaksOfSites(): string {
  return `(${ofSites(METRIC.leakGrowthLower)} > 0)`;
}

/** The suspect with the largest lower bound of growth; 0 where the heap is read and nothing leaks. */
export function worstLeak(): string {
  return `topk(1, sum by (site) ${leaks()}) or on () label_replace(0 * count(${isRead()}), "site", "Nothing leaks", "", "")`;
}

/**
 * The time, in milliseconds since 1970, at which a series that an expression gives now was first there within the
 * shown time. A series that has appeared since the last step of the subquery gets the present time.
 */
export function firstSeen(by: string, expression: string): string {
  const seen = `min_over_time(timestamp(${expression})[$__range:$__interval]) or timestamp(${expression})`;
  return `1000 * min by (${by}) (${seen})\nand on (${by})\n${expression}`;
}
