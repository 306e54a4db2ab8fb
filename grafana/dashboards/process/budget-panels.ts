import { METRIC } from '../../../src/publish/names.js';
import { counted, ofProcesses } from '../../queries/dashboard-selectors.js';
import type { MetricName } from '../../queries/prometheus-name.js';
import { budgetUse, NO_BUDGETS } from '../budget-use.js';
import type { UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT } from '../limit-colours.js';
import { STATE } from '../palette.js';
import { UNIT, words } from '../panels.js';
import { table } from '../table-panel.js';

/** How much of each budget of a process is used, and which budgets fire. */
export const BUDGET_PANELS: readonly UnplacedPanel[] = [
  budgetUse(),
  table(
    {
      title: 'All budgets',
      description:
        'Every budget with its state, its use, its limit, the number of sites that its pattern matches (none may be a mistake in the pattern), and how often it has started to fire in the shown time. A budget on growth has no bytes, and one on a size of the process no sites.',
      unit: UNIT.share,
      empty: NO_BUDGETS,
    },
    [
      { name: 'Budget', label: 'budget' },
      {
        name: 'State',
        expr: largest(METRIC.budgetFiring),
        width: 95,
        steps: [STATE.fine, [1, STATE.bad]],
        mappings: [words(0, 0, 'within limit', STATE.fine), words(1, 1, 'FIRING', STATE.bad)],
      },
      { name: 'Use', expr: largest(METRIC.budgetUtilization), unit: UNIT.share, width: 65, ...SHARE_OF_LIMIT },
      { name: 'Bytes', expr: largest(METRIC.budgetUsage), unit: UNIT.bytes, width: 80 },
      { name: 'Limit', expr: largest(METRIC.budgetLimit), unit: UNIT.bytes, width: 80 },
      {
        name: 'Sites',
        expr: largest(METRIC.budgetMatches),
        width: 60,
        steps: [STATE.soon, [1, STATE.fine]],
      },
      {
        name: 'Fired',
        expr: `${counted(METRIC.budgetViolations, '$__range', 'budget')} and on (budget) ${largest(METRIC.budgetFiring)}`,
        width: 60,
      },
    ],
    { sortBy: 'Use', span: 12, height: 9 },
  ),
];

function largest(metric: MetricName): string {
  return `max by (budget) (${ofProcesses(metric)})`;
}
