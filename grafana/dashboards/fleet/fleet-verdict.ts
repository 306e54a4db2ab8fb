import { METRIC } from '../../../src/publish/names.js';
import { ofProcesses } from '../../queries/dashboard-selectors.js';
import { firstSeen, fleetLeaks, judgedSuspects, worstLeak } from '../../queries/leaks.js';
import { firstLimit } from '../../queries/processes.js';
import type { UnplacedPanel } from '../dashboard.js';
import { TIME_TO_LIMIT } from '../limit-colours.js';
import { STATE } from '../palette.js';
import { nameStat, stat, UNIT, words } from '../panels.js';

/** The answers of the dashboard of a process, given for the worst of all processes. */
export const FLEET_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Leaking processes',
      description:
        'The number of processes in which at least one function, or one component of the memory, is judged to leak.',
      unit: UNIT.count,
      empty: 'Not read',
    },
    { expr: `sum(${judgedSuspects()} > bool 0)`, legend: 'processes' },
    { steps: [STATE.fine, [1, STATE.bad]], mappings: [words(0, 0, 'None leaks', STATE.fine)] },
  ),
  nameStat(
    {
      title: 'Worst leak',
      description:
        'The leak that is the fastest over all processes together, by the sum of the lower 95% bounds of its growth.',
      unit: UNIT.bytesPerSecond,
      empty: 'Not read',
    },
    { expr: worstLeak(fleetLeaks()), legend: '{{site}}' },
    8,
  ),
  stat(
    {
      title: 'First reported',
      description: 'When the first of the present leaks was reported within the shown time.',
      unit: UNIT.ago,
      empty: '-',
    },
    { expr: `min(${firstSeen('site', fleetLeaks())})`, legend: 'since' },
    { steps: [STATE.bad], emptyColour: STATE.fine },
  ),
  stat(
    {
      title: 'First limit reached',
      description:
        'The time until the growth of the retained bytes fills the heap of the first process and V8 ends it.',
      unit: UNIT.seconds,
      empty: 'Not read',
    },
    { expr: firstLimit(), legend: 'time' },
    TIME_TO_LIMIT,
  ),
  stat(
    {
      title: 'Budgets firing',
      description: 'The number of exceeded budgets, counted in every process.',
      unit: UNIT.count,
      empty: 'No budgets',
    },
    { expr: `sum(${ofProcesses(METRIC.budgetFiring)})`, legend: 'budgets' },
    { steps: [STATE.fine, [1, STATE.bad]], mappings: [words(0, 0, 'None', STATE.fine)] },
  ),
];
