import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import { chosen, perProcess } from '../../queries/dashboard-selectors.js';
import { heapUtilization, isRead, restarted, timeToLimit } from '../../queries/processes.js';
import type { MetricName } from '../../queries/prometheus-name.js';
import { perInstance } from '../../queries/promql.js';
import { RECORDED } from '../../queries/recorded-names.js';
import { TO_PROCESS, type UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT, TIME_TO_LIMIT } from '../limit-colours.js';
import { COLOUR, STATE } from '../palette.js';
import { chart, coloured, stackedChart, UNIT } from '../panels.js';
import { table } from '../table-panel.js';

const { close, veryClose, top } = CONFIG.dashboards;

const suspects = perProcess(METRIC.leakSuspects);

/** In which state the processes are, and which of them need attention first. */
export const FLEET_PROCESSES: readonly UnplacedPanel[] = [byState(), byCloseness(), closestToLimit(), restarts()];

function byState(): UnplacedPanel {
  return coloured(
    stackedChart(
      {
        title: 'Processes by state',
        description:
          'A process is leaking if it has at least one suspect. A process whose heap is not read has no profiler, so no leak can be found there. In all other processes no leak was found.',
        unit: UNIT.count,
        empty: 'No data',
      },
      [
        { expr: `sum(${suspects} > bool 0)`, legend: 'leaking' },
        // Zero instead of nothing: Grafana would draw an area that ends on to the right.
        {
          expr: `count((${suspects} == 0) unless on (${perInstance()}) ${isRead()}) or 0 * sum(${suspects})`,
          legend: 'not read',
        },
        {
          expr: `count((${suspects} == 0) and on (${perInstance()}) ${isRead()}) or 0 * sum(${suspects})`,
          legend: 'no leak found',
        },
      ],
    ),
    { leaking: STATE.bad, 'not read': STATE.unknown, 'no leak found': STATE.fine },
  );
}

function byCloseness(): UnplacedPanel {
  const utilization = chosen(RECORDED.heapUtilization);
  const [low, high] = [close * 100, veryClose * 100].map((share) => `${Math.round(share)}%`);
  const names = [`above ${high}`, `${low} to ${high}`, `below ${low}`] as const;
  const [far, near, nearest] = [`< ${close}`, `>= ${close} < ${veryClose}`, `>= ${veryClose}`];
  return coloured(
    stackedChart(
      {
        title: 'Processes by closeness to the heap limit',
        description:
          "The number of processes by the share of V8's heap limit that they use. The data come from the recording rules.",
        unit: UNIT.count,
        empty: 'No data: are the recording rules loaded?',
      },
      [nearest, near, far].map((range, index) => ({
        expr: `count(${utilization} ${range}) or 0 * count(${utilization})`,
        legend: names[index] ?? '',
      })),
    ),
    { [names[0]]: STATE.bad, [names[1]]: STATE.soon, [names[2]]: STATE.fine },
  );
}

function closestToLimit(): UnplacedPanel {
  const first = `(topk(${top}, ${heapUtilization()}) or bottomk(${top}, ${timeToLimit()}))`;
  const of = (metric: MetricName): string => `${perProcess(metric)} and on (${perInstance()}) ${first}`;
  return table(
    {
      title: 'Processes closest to their limit',
      description: `The ${top} processes that are closest to their heap limit and the ${top} that will reach it first. A click on an instance opens its dashboard.`,
      unit: UNIT.count,
      empty: 'No data',
    },
    [
      { name: 'Instance', label: 'instance', link: TO_PROCESS },
      {
        name: 'Heap in use',
        expr: `${heapUtilization()} and on (${perInstance()}) ${first}`,
        unit: UNIT.share,
        width: 110,
        ...SHARE_OF_LIMIT,
      },
      {
        name: 'Time to the limit',
        expr: `${timeToLimit()} and on (${perInstance()}) ${first}`,
        unit: UNIT.seconds,
        width: 130,
        ...TIME_TO_LIMIT,
      },
      { name: 'Suspects', expr: of(METRIC.leakSuspects), width: 90, steps: [STATE.fine, [1, STATE.bad]] },
      { name: 'Heap limit', expr: of(METRIC.heapLimit), unit: UNIT.bytes, width: 100 },
      { name: 'Job', label: 'job', width: 100 },
    ],
    { sortBy: 'Heap in use', span: 16, height: 9 },
  );
}

function restarts(): UnplacedPanel {
  return coloured(
    chart(
      {
        title: 'Restarts',
        description:
          'The number of processes that came back under their old name. A restart is seen by a fall of the peak use of the heap, which never falls while a process lives.',
        unit: UNIT.count,
        empty: 'No data',
      },
      [{ expr: `sum(${restarted('< bool')}) or 0 * count(${suspects})`, legend: 'restarts' }],
      8,
    ),
    { restarts: COLOUR.purple },
  );
}
