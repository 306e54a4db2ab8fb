import { METRIC } from '../../../src/publish/names.js';
import { ofProcesses, ROWS, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { perInstance } from '../../queries/promql.js';
import { budgetUse, NO_BUDGETS } from '../budget-use.js';
import { TO_PROCESS, type UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT } from '../limit-colours.js';
import { chart, UNIT } from '../panels.js';
import { table } from '../table-panel.js';

const firing = `(${ofProcesses(METRIC.budgetFiring)} == 1)`;

/** Which budgets fire, in how many processes, and in which processes. */
export const FLEET_BUDGETS: readonly UnplacedPanel[] = [
  chart(
    {
      title: 'Processes in which a budget fires',
      description: `The number of processes in which a budget fires, for the ${TOP} budgets that fire in most processes now.`,
      unit: UNIT.count,
      empty: NO_BUDGETS,
    },
    [
      {
        expr: largestNow(TOP, 'budget', (at) => `sum by (budget) (${ofProcesses(METRIC.budgetFiring)}${at})`),
        legend: '{{budget}}',
      },
    ],
  ),
  budgetUse(),
  table(
    {
      title: 'Firing budgets and their processes',
      description: `The ${ROWS} firing budgets that are farthest above their limit, each with its process. A click on an instance opens its dashboard.`,
      unit: UNIT.share,
      empty: 'No budget fires',
    },
    [
      { name: 'Instance', label: 'instance', link: TO_PROCESS },
      { name: 'Budget', label: 'budget' },
      {
        name: 'Use',
        expr: `topk(${ROWS}, max by (${perInstance('budget')}) ((${ofProcesses(METRIC.budgetUtilization)} or ${ofProcesses(METRIC.budgetFiring)}) and ${firing}))`,
        unit: UNIT.share,
        width: 110,
        ...SHARE_OF_LIMIT,
      },
      { name: 'Job', label: 'job', width: 160 },
    ],
    { sortBy: 'Use' },
  ),
];
