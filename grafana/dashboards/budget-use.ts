import { METRIC } from '../../src/publish/names.js';
import { ofProcesses, TOP } from '../queries/dashboard-selectors.js';
import { largestNow } from '../queries/largest.js';
import type { UnplacedPanel } from './dashboard.js';
import { STATE } from './palette.js';
import { chart, limited, UNIT } from './panels.js';

/** What a panel of budgets shows where no budget is set. */
export const NO_BUDGETS = 'No budgets are set';

/** The use of the budgets that are closest to their limit, each in the process where it is the closest. */
export function budgetUse(): UnplacedPanel {
  return limited(
    chart(
      {
        title: 'Use of budgets',
        description: `The use of the ${TOP} budgets that are closest to their limit, as a share of the limit. For a budget on growth it is the lower 95% bound of the growth rate.`,
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
