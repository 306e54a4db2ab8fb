import { METRIC } from '../../../src/publish/names.js';
import { counted, TOP } from '../../queries/dashboard-selectors.js';
import type { MetricName } from '../../queries/prometheus-name.js';
import { perInstance } from '../../queries/promql.js';
import { unread } from '../../queries/sampler.js';
import { TO_PROCESS, type UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { chart, UNIT } from '../panels.js';
import { table } from '../table-panel.js';

/** What has failed in the sampler. */
export const SAMPLER_FAILURES: readonly UnplacedPanel[] = [
  chart(
    {
      title: 'Failures, requested collections and zooms',
      description:
        'Counts over all processes: reads that failed, alerts that no handler or Alertmanager accepted, samplers that have died and were started again, major collections that heapgauge requested to judge what grows (leak.collectAfter), and zooms: while something grows, V8 is kept from inlining for some seconds, at most once in ten minutes a process, so that the functions which allocate it are seen.',
      unit: UNIT.count,
      empty: 'No data',
    },
    [
      { expr: counted(METRIC.samplerFailures, '$__rate_interval'), legend: 'failed reads' },
      { expr: counted(METRIC.alertFailures, '$__rate_interval'), legend: 'failed alerts' },
      { expr: counted(METRIC.samplerRestarts, '$__rate_interval'), legend: 'restarts' },
      { expr: counted(METRIC.samplerCollections, '$__rate_interval'), legend: 'collections' },
      { expr: counted(METRIC.samplerZooms, '$__rate_interval'), legend: 'zooms' },
    ],
  ),
  table(
    {
      title: 'Processes that are not read',
      description: `Up to ${TOP} processes that publish metrics but whose heap is not read, with what else has failed in them in the shown time. Another profiler may be running there.`,
      unit: UNIT.count,
      empty: 'All are read',
    },
    [
      { name: 'Instance', label: 'instance', link: TO_PROCESS },
      {
        name: 'Failed reads',
        expr: ofUnread(METRIC.samplerFailures),
        width: 110,
        steps: [STATE.fine, [1, STATE.soon]],
      },
      { name: 'Failed alerts', expr: ofUnread(METRIC.alertFailures), width: 110, steps: [STATE.fine, [1, STATE.soon]] },
      { name: 'Job', label: 'job', width: 120 },
    ],
    { sortBy: 'Failed reads', span: 12, height: 9 },
  ),
];

function ofUnread(metric: MetricName): string {
  return `${counted(metric, '$__range', perInstance())}\nand on (${perInstance()})\ntopk(${TOP}, ${unread()})`;
}
