import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
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

/** The process whose heap is full first; thirty years, as through OTLP, where that is not in sight of any that is read. */
export function firstLimit(): string {
  return `min(${ofProcesses(METRIC.heapTimeToLimit)}) or 1e9 + 0 * count(${isRead()})`;
}

/** The site that surely grows fastest of those that leak; 0 where nothing leaks in what is read. */
export function worstLeak(): string {
  return `topk(1, sum by (site) ${leaks()}) or on () label_replace(0 * count(${isRead()}), "site", "Nothing leaks", "", "")`;
}

/**
 * Processes that came back under their old name: their peak use of the heap has fallen, which it never does while they
 * live. Not `resets`, which needs both lives within its range: some are down for longer.
 * @param fallen how to compare, `<` or `< bool`
 */
export function restarted(fallen: '<' | '< bool'): string {
  const peak = ofProcesses(METRIC.heapPeak);
  const [now, before] = [peak, `last_over_time(${peak}[1h] offset $__interval)`];
  return `max by (${perInstance()}) (${now}) ${fallen} max by (${perInstance()}) (${before})`;
}

/** `target_info` of the processes that publish: other programs have one, too. */
export function targets(): string {
  return `(${chosen('target_info')} and on (${perInstance()}) ${ofProcesses(METRIC.heapLimit)})`;
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
  return `${series('')}\nand on (${by})\ntopk(${count}, ${nowOrLast(series)})`;
}

/**
 * The series at the end of the shown time; where there are none, as the process has ended before, at their own end.
 * @param series the series at a moment that is appended to its selectors
 */
export function nowOrLast(series: (at: string) => string): string {
  const now = `(${series(' @ end()')})`;
  return `${now} or (last_over_time((${series('')})[$__range:$__interval] @ end()) unless on () ${now})`;
}

/** The one that is the nth largest at the end of the shown time; nothing, where there are fewer. */
export function ofRank(rank: number, by: string, ranking: string): string {
  return rank === 1
    ? `topk(1, ${ranking})`
    : `(topk(${rank}, ${ranking}) unless on (${by}) topk(${rank - 1}, ${ranking}))`;
}

/**
 * Milliseconds since 1970 at which what an expression gives now was first there within the shown time. What has come
 * since the last of the steps that are looked at is there now.
 */
export function firstSeen(by: string, expression: string): string {
  const seen = `min_over_time(timestamp(${expression})[$__range:$__interval]) or timestamp(${expression})`;
  return `1000 * min by (${by}) (${seen})\nand on (${by})\n${expression}`;
}

/** Labels of a process's site, as lists show them. */
export const SITE_LABELS = 'site, package, code_function_name';

/** Lines of a chart that are chosen because they are the largest. */
export const TOP: number = CONFIG.dashboards.top;

/** Rows of a list that are. */
export const ROWS: number = CONFIG.dashboards.rows;
