import { METRIC } from '../../src/publish/names.js';
import { CONFIG } from '../config.js';
import { prometheusName } from './prometheus-name.js';
import { duration } from './promql.js';

const MINIMUM = `min${duration(CONFIG.minimumWindowSeconds)}`;

/** The names of the recorded series, each `level:metric:operations` as Prometheus recommends. */
export const RECORDED: Readonly<
  Record<
    | 'siteRetained'
    | 'siteGrowth'
    | 'leakNames'
    | 'leaks'
    | 'siteLeaks'
    | 'siteParts'
    | 'leakSuspects'
    | 'heapUtilization'
    | 'heapPeak'
    | 'heapMinimum'
    | 'heapSurvived'
    | 'budgetMinimum'
    | 'budgetMinimumGrowth'
    | 'budgetSurvived',
    string
  >
> = {
  siteRetained: `job_site:${prometheusName(METRIC.siteRetained)}:sum`,
  siteGrowth: `job_site:${prometheusName(METRIC.siteGrowth)}:sum`,
  /** The name of the leak below a function, for each function that calls one: some processes call the leak by it. */
  leakNames: `job_site:${prometheusName(METRIC.leakCaller)}:topk1`,
  /** The leaks of each process, under the names that they have in the whole fleet. */
  leaks: `instance_site:${prometheusName(METRIC.leakGrowthLower)}:max`,
  /** The number of processes that have a leak, by its name in the whole fleet. */
  siteLeaks: `job_site:${prometheusName(METRIC.leakGrowthLower)}:count`,
  /** The number of processes in which a site allocates what leaks. */
  siteParts: `job_site:${prometheusName(METRIC.leakPart)}:count`,
  leakSuspects: `job:${prometheusName(METRIC.leakSuspects)}:sum`,
  heapUtilization: 'instance:heapgauge_heap_utilization:ratio',
  heapPeak: `instance:${prometheusName(METRIC.heapPeak)}:max`,
  heapMinimum: `instance:${prometheusName(METRIC.heapUsed)}:${MINIMUM}`,
  heapSurvived: `instance:${prometheusName(METRIC.heapUsed)}:survived${duration(CONFIG.lookbackSeconds)}`,
  budgetMinimum: `instance_budget:${prometheusName(METRIC.budgetUsage)}:${MINIMUM}`,
  budgetMinimumGrowth: `instance_budget:${prometheusName(METRIC.budgetUsage)}:${MINIMUM}_deriv1h`,
  budgetSurvived: `instance_budget:${prometheusName(METRIC.budgetUsage)}:survived${duration(CONFIG.lookbackSeconds)}`,
};
