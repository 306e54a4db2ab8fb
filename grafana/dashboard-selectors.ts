import { METRIC } from '../src/telemetry/names.js';
import { CONFIG } from './config.js';
import { type MetricName, prometheusName } from './prometheus-name.js';
import { perInstance, select } from './promql.js';

const JOB = 'job=~"$job"';
const INSTANCE = 'instance=~"$instance"';
const SITE = ['package=~"$package"', 'site=~"$site"'];

/** A series by its Prometheus name, of the processes that are chosen. */
export function chosen(name: string, ...matchers: readonly string[]): string {
  return select(name, JOB, INSTANCE, ...matchers);
}

/** A metric of the processes that are chosen. */
export function ofProcesses(metric: MetricName): string {
  return chosen(prometheusName(metric));
}

/** A metric of sites: those that are chosen, of the chosen processes. */
export function ofSites(metric: MetricName): string {
  return chosen(prometheusName(metric), ...SITE);
}

/** What is recorded of the chosen jobs' sites over all their processes: it has no instance to choose by. */
export function ofAllInstances(recorded: string): string {
  return select(recorded, JOB, ...SITE);
}

/** One value a process, also where an old version's series and a new one's overlap. */
export function perProcess(metric: MetricName): string {
  return `max by (${perInstance()}) (${ofProcesses(metric)})`;
}

/** Processes whose heap is read. */
export function isRead(): string {
  return `(${perProcess(METRIC.tracedCurrent)} > 0)`;
}

/**
 * Suspects of the processes of which something can be said: where the heap is not read none is found, which is no
 * verdict. Memory outside of it may leak there all the same.
 */
export function judgedSuspects(): string {
  const suspects = perProcess(METRIC.leakSuspects);
  return `(${suspects} > 0 or ${suspects} and on (${perInstance()}) ${isRead()})`;
}

/** How often something has happened within a range, a whole number: an increase is extrapolated to the range's ends. */
export function counted(metric: MetricName, range: string, by = ''): string {
  return `round(sum${by && ` by (${by}) `}(increase(${ofProcesses(metric)}[${range}])))`;
}

/** Use of the heap as a share of its limit. */
export function heapUtilization(): string {
  return `${perProcess(METRIC.heapUsed)} / ${perProcess(METRIC.heapLimit)}`;
}

/** A metric by process and the version of its service; a process that has just been deployed may have two of them. */
export function perVersion(metric: MetricName): string {
  return `group by (${perInstance('service_version')}) (${chosen('target_info')})
* on (${perInstance()}) group_left ()
${perProcess(metric)}`;
}

/** Suspects by process; there are few series of them, as only what leaks has one. Through OTLP a leak that is gone is 0. */
export function leaks(): string {
  return `(${ofProcesses(METRIC.leakGrowthLower)} > 0)`;
}

/** The same of the chosen sites. */
export function leaksOfSites(): string {
  return `(${ofSites(METRIC.leakGrowthLower)} > 0)`;
}

/**
 * The largest by what they are at the end of the shown time, over all of it: `topk` alone chooses anew at every step,
 * and draws a line for whatever has ever been among the largest.
 * @param series the series at a moment that is appended to its selectors
 */
export function largestNow(count: number, by: string, series: (at: string) => string): string {
  return `${series('')}\nand on (${by})\ntopk(${count}, ${series(' @ end()')})`;
}

/** The one that is the nth largest at the end of the shown time; nothing, where there are fewer. */
export function ofRank(rank: number, by: string, ranking: string): string {
  return rank === 1
    ? `topk(1, ${ranking})`
    : `(topk(${rank}, ${ranking}) unless on (${by}) topk(${rank - 1}, ${ranking}))`;
}

/** Milliseconds since 1970 at which an expression first gave something within the shown time. */
export function firstSeen(by: string, expression: string): string {
  return `1000 * min by (${by}) (min_over_time(timestamp(${expression})[$__range:$__interval]))`;
}

/** Labels of a process's site, as lists show them. */
export const SITE_LABELS = 'site, package, code_function_name';

/** Lines of a chart that are chosen because they are the largest. */
export const TOP: number = CONFIG.dashboards.top;

/** Rows of a list that are. */
export const ROWS: number = CONFIG.dashboards.rows;
