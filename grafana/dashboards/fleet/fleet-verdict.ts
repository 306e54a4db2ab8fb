import { METRIC } from '../../../src/publish/names.js';
import type { UnplacedPanel } from '../dashboard.js';
import { ofProcesses } from '../../queries/dashboard-selectors.js';
import { firstSeen, judgedSuspects, leaks, worstLeak } from '../../queries/leaks.js';
import { firstLimit } from '../../queries/processes.js';
import { STATE } from '../palette.js';
import { nameStat, stat, UNIT, words } from '../panels.js';
import { TIME_TO_LIMIT } from '../process/process-verdict.js';

/** The same four answers as of a process, of the worst of them. */
export const FLEET_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Leaking processes',
      description: 'Processes with at least one site, or component of the memory, that is judged to leak.',
      unit: UNIT.count,
      empty: 'Not read',
    },
    { expr: `sum(${judgedSuspects()} > bool 0)`, legend: 'processes' },
    { steps: [STATE.fine, [1, STATE.bad]], mappings: [words(0, 0, 'None leaks', STATE.fine)] },
  ),
  nameStat(
    {
      title: 'Worst leak',
      description: 'The site that leaks fastest over all processes together, by the lower bounds of its growth.',
      unit: UNIT.bytesPerSecond,
      empty: 'Not read',
    },
    { expr: worstLeak(), legend: '{{site}}' },
    8,
  ),
  stat(
    {
      title: 'First told',
      description: 'When the first of the leaks was told, within the shown time.',
      unit: UNIT.ago,
      empty: '-',
    },
    { expr: `min(${firstSeen('site', leaks())})`, legend: 'since' },
    { steps: [STATE.bad], emptyColour: STATE.fine },
  ),
  stat(
    {
      title: 'First limit reached',
      description: 'Until the growth of the retained bytes fills the heap of the first process, and V8 ends it.',
      unit: UNIT.seconds,
      empty: 'Not read',
    },
    { expr: firstLimit(), legend: 'time' },
    TIME_TO_LIMIT,
  ),
  stat(
    {
      title: 'Budgets firing',
      description: 'Budgets that are exceeded, counted in every process.',
      unit: UNIT.count,
      empty: 'No budgets',
    },
    { expr: `sum(${ofProcesses(METRIC.budgetFiring)})`, legend: 'budgets' },
    { steps: [STATE.fine, [1, STATE.bad]], mappings: [words(0, 0, 'None', STATE.fine)] },
  ),
];
