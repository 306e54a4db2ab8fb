import { CONFIG } from '../config.js';
import { type MetricName, prometheusName } from './prometheus-name.js';
import { OF_MAIN_THREAD, perInstance, select } from './promql.js';

const JOB = 'job=~"$job"';
const INSTANCE = 'instance=~"$instance"';

/** The matchers of the sites that are chosen above the dashboard. */
export const SITE: readonly string[] = ['package=~"$package"', 'site=~"$site"'];

/** Labels that name a site in a list of a dashboard. */
export const SITE_LABELS = 'site, package, code_function_name';

/** Most lines that a chart draws where it shows the largest of many. */
export const TOP: number = CONFIG.dashboards.top;

/** Most rows that a list has where it shows the largest of many. */
export const ROWS: number = CONFIG.dashboards.rows;

/** A series by its Prometheus name, of the processes that are chosen above the dashboard. */
export function chosen(name: string, ...matchers: readonly string[]): string {
  return select(name, JOB, INSTANCE, ...matchers);
}

/** A metric of the processes that are chosen above the dashboard. */
export function ofProcesses(metric: MetricName): string {
  return chosen(prometheusName(metric));
}

/** A metric of the main threads of the processes that are chosen above the dashboard. */
export function ofMainThreads(metric: MetricName): string {
  return chosen(prometheusName(metric), OF_MAIN_THREAD);
}

/** A metric of the sites that are chosen above the dashboard, in the processes that are chosen there. */
export function ofSites(metric: MetricName): string {
  return chosen(prometheusName(metric), ...SITE);
}

/** A recorded series of the chosen jobs, which has no label `instance`. */
export function ofJobs(recorded: string, ...matchers: readonly string[]): string {
  return select(recorded, JOB, ...matchers);
}

/** A recorded series of the chosen sites, summed over all processes of the chosen jobs: it has no label `instance`. */
export function ofAllInstances(recorded: string): string {
  return ofJobs(recorded, ...SITE);
}

/** A metric with one value for each process, also while the series of an old and a new version overlap. */
export function perProcess(metric: MetricName): string {
  return `max by (${perInstance()}) (${ofProcesses(metric)})`;
}

/**
 * How often something has happened within a range. It is rounded because an increase is extrapolated to the range's
 * ends.
 */
export function counted(metric: MetricName, range: string, by = ''): string {
  return `round(sum${by && ` by (${by}) `}(increase(${ofProcesses(metric)}[${range}])))`;
}
