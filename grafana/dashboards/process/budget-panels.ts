import { METRIC } from '../../../src/publish/names.js';
import type { UnplacedPanel } from '../dashboard.js';
import { counted, ofProcesses, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { STATE } from '../palette.js';
import { chart, limited, UNIT, words } from '../panels.js';
import { SHARE_OF_LIMIT } from './process-verdict.js';
import type { MetricName } from '../../queries/prometheus-name.js';
import { table } from '../table-panel.js';

/** Shown where no budget is set. */
export const NO_BUDGETS = 'No budgets are set';

/** Use of the budgets closest to their limit, each where it is the closest. */
export function budgetUse(): UnplacedPanel {
  return limited(
    chart(
      {
        title: 'Use of budgets',
        description: `Use as a share of the limit, of the ${TOP} budgets closest to it; of a budget on growth, the lower bound of the rate.`,
        unit: UNIT.share,
        empty: NO_BUDGETS,
      },
      [
        {
          expr: largestNow(TOP, 'budget', (at) => `max by (budget) (${ofProcesses(METRIC.budgetUtilization)}${at})`),
          legend: '{{budget}}',
        },
      ],
    ),
    [STATE.fine, [1, STATE.bad]],
  );
}

/** How much of the budgets of a process is used, and which fire. */
export const BUDGET_PANELS: readonly UnplacedPanel[] = [
  budgetUse(),
  table(
    {
      title: 'All budgets',
      description:
        'Every budget: whether it fires, its use and limit, and how often it has begun to fire in the shown time. A budget on growth has no bytes.',
      unit: UNIT.share,
      empty: NO_BUDGETS,
    },
    [
      { name: 'Budget', label: 'budget' },
      {
        name: 'State',
        expr: largest(METRIC.budgetFiring),
        width: 80,
        steps: [STATE.fine, [1, STATE.bad]],
        mappings: [words(0, 0, 'kept', STATE.fine), words(1, 1, 'FIRING', STATE.bad)],
      },
      { name: 'Use', expr: largest(METRIC.budgetUtilization), unit: UNIT.share, width: 80, ...SHARE_OF_LIMIT },
      { name: 'Bytes', expr: largest(METRIC.budgetUsage), unit: UNIT.bytes, width: 90 },
      { name: 'Limit', expr: largest(METRIC.budgetLimit), unit: UNIT.bytes, width: 90 },
      {
        name: 'Times fired',
        expr: `${counted(METRIC.budgetViolations, '$__range', 'budget')} and on (budget) ${largest(METRIC.budgetFiring)}`,
        width: 100,
      },
    ],
    { sortBy: 'Use', span: 12, height: 9 },
  ),
];

function largest(metric: MetricName): string {
  return `max by (budget) (${ofProcesses(metric)})`;
}
