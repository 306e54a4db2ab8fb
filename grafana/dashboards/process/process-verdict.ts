import { firstSeen, judgedSuspects, leaks, worstLeak } from '../../queries/leaks.js';
import { firstLimit, heapUtilization } from '../../queries/processes.js';
import type { UnplacedPanel } from '../dashboard.js';
import { SHARE_OF_LIMIT, TIME_TO_LIMIT } from '../limit-colours.js';
import { STATE } from '../palette.js';
import { nameStat, stat, UNIT, words } from '../panels.js';

/**
 * The row that answers within ten seconds whether, where and since when the process leaks, and how long it will live.
 */
export const PROCESS_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Leaks',
      description:
        'The number of leaks: each is one function, however many allocate below it, or a component of the memory. It says "Not read" where no profiler runs, so that no leak can be found.',
      unit: UNIT.count,
      empty: 'Not read',
    },
    {
      expr: `sum(${judgedSuspects()})`,
      legend: 'suspects',
    },
    {
      steps: [STATE.fine, [1, STATE.bad]],
      mappings: [words(0, 0, 'None found', STATE.fine)],
    },
  ),
  nameStat(
    {
      title: 'Where',
      description:
        'The leak with the largest lower 95% bound of growth, by the function that explains most of it, or by the component of the memory.',
      unit: UNIT.bytesPerSecond,
      empty: 'Not read',
    },
    { expr: worstLeak(leaks()), legend: '{{site}}' },
    8,
  ),
  stat(
    {
      title: 'Since',
      description:
        'When a leak was first reported within the shown time. Growth is reported once it has lasted for the span of the verdict, an hour by default, so it started that much earlier.',
      unit: UNIT.ago,
      empty: '-',
    },
    { expr: `min(${firstSeen('site', leaks())})`, legend: 'since' },
    { steps: [STATE.bad], emptyColour: STATE.fine },
  ),
  stat(
    {
      title: 'Time to limit',
      description:
        'The time until the growth of the retained bytes fills the heap and V8 ends the process. The limit is not in sight while they do not grow significantly.',
      unit: UNIT.seconds,
      empty: 'Not read',
    },
    { expr: firstLimit(), legend: 'time' },
    TIME_TO_LIMIT,
  ),
  stat(
    {
      title: 'Heap in use',
      description: "The share of V8's heap limit that is in use, including garbage that is not yet collected.",
      unit: UNIT.share,
      empty: 'No data',
    },
    {
      expr: `max(${heapUtilization()})`,
      legend: 'in use',
    },
    SHARE_OF_LIMIT,
  ),
];
