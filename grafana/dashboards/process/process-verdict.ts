import { CONFIG } from '../../config.js';
import type { UnplacedPanel } from '../dashboard.js';
import { firstSeen, judgedSuspects, leaks, worstLeak } from '../../queries/leaks.js';
import { firstLimit, heapUtilization } from '../../queries/processes.js';
import { STATE } from '../palette.js';
import { nameStat, stat, type Steps, UNIT, words } from '../panels.js';

const { close, veryClose, soonSeconds, verySoonSeconds } = CONFIG.dashboards;

/** Through OTLP a limit that is not in sight is thirty years away. */
const NOT_IN_SIGHT_SECONDS = 1e8;

/** How a time until the limit is shown. */
export const TIME_TO_LIMIT: {
  readonly steps: Steps;
  readonly mappings: ReadonlyArray<ReturnType<typeof words>>;
  readonly emptyColour: string;
} = {
  steps: [STATE.bad, [verySoonSeconds, STATE.soon], [soonSeconds, STATE.fine]],
  mappings: [words(NOT_IN_SIGHT_SECONDS, null, 'not in sight', STATE.fine)],
  emptyColour: STATE.fine,
};

/** How a share of a limit is shown. */
export const SHARE_OF_LIMIT: { readonly steps: Steps } = {
  steps: [STATE.fine, [close, STATE.soon], [veryClose, STATE.bad]],
};

/** The four answers of ten seconds. */
export const PROCESS_VERDICT: readonly UnplacedPanel[] = [
  stat(
    {
      title: 'Leaks',
      description:
        'How many sites, and components of the memory without sites, are judged to leak. "Not read" where no profiler runs: then nothing is found.',
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
      description: 'The function whose lower bound of growth is the largest of those that leak.',
      unit: UNIT.bytesPerSecond,
      empty: 'Not read',
    },
    { expr: worstLeak(), legend: '{{site}}' },
    8,
  ),
  stat(
    {
      title: 'Since',
      description:
        'When a leak was first told within the shown time. Growth is told once it has lasted the span that the verdict looks at, an hour by default, so that it began that much earlier.',
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
        'Until the growth of the retained bytes fills the heap and V8 ends the process. Not in sight while they do not surely grow.',
      unit: UNIT.seconds,
      empty: 'Not read',
    },
    { expr: firstLimit(), legend: 'time' },
    TIME_TO_LIMIT,
  ),
  stat(
    {
      title: 'Heap in use',
      description: "Share of V8's heap limit that is in use, garbage not yet collected included.",
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
