import { ROWS } from '../../queries/dashboard-selectors.js';
import { exactOnly, firstSeen, fleetLeaks, largestPartInFleet } from '../../queries/leaks.js';
import { perInstance } from '../../queries/promql.js';
import { linkTo, TO_PROCESS, UID, type UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { UNIT } from '../panels.js';
import { table } from '../table-panel.js';

const BY_SITE = 'site, package';

const GROWTH = { unit: UNIT.bytesPerSecond, width: 150, steps: [STATE.bad] } as const;

/** Tables of what leaks, first by site, then by process. */
export const FLEET_LEAKS: readonly UnplacedPanel[] = [
  table(
    {
      title: 'Leaking sites',
      description:
        'Every leak, summed over all processes. It grows by at least the shown rate, which is the lower 95% bound of its growth. It has the name that the process knows which knows it best: "Exact in" counts the processes that have seen it while V8 inlined nothing, and others may call it by a function further up the stack. A click on a site shows the processes in which it leaks.',
      unit: UNIT.bytesPerSecond,
      empty: 'Nothing leaks',
    },
    [
      {
        name: 'Site',
        label: 'site',
        link: { title: 'Where it leaks', url: linkTo(UID.fleet, ['job'], { site: 'Site' }) },
      },
      { name: 'Package', label: 'package', width: 125 },
      { name: 'Grows by at least', expr: largest(`sum by (${BY_SITE}) ${fleetLeaks()}`), ...GROWTH },
      { name: 'Processes', expr: processes(fleetLeaks()), width: 90 },
      {
        name: 'Exact in',
        expr: `${processes(exactOnly(fleetLeaks()))} or on (${BY_SITE}) 0 * ${processes(fleetLeaks())}`,
        width: 70,
        steps: [STATE.soon, [1, STATE.fine]],
      },
      { name: 'Allocated most in', label: 'part', width: 280 },
      { name: 'Share', expr: largestPartInFleet(), unit: UNIT.share, width: 65 },
      { name: 'Since', expr: firstSeen(BY_SITE, fleetLeaks()), unit: UNIT.ago, width: 110 },
    ],
    { sortBy: 'Grows by at least', height: 6 },
  ),
  table(
    {
      title: 'Leaking processes and their sites',
      description: `The ${ROWS} fastest leaks, each with its process and with the name that the process itself has for it. A click on an instance opens its dashboard.`,
      unit: UNIT.bytesPerSecond,
      empty: 'Nothing leaks',
    },
    [
      { name: 'Instance', label: 'instance', width: 180, link: TO_PROCESS },
      { name: 'Site', label: 'site' },
      { name: 'Named there', label: 'place', width: 370 },
      {
        name: 'Grows by at least',
        expr: largest(`sum by (${perInstance('site', 'place')}) ${fleetLeaks()}`),
        ...GROWTH,
      },
      { name: 'Job', label: 'job', width: 100 },
    ],
    { sortBy: 'Grows by at least', height: 6 },
  ),
];

function largest(expression: string): string {
  return `topk(${ROWS}, ${expression})`;
}

/** Counts the processes in which some leaks are. */
function processes(leaks: string): string {
  return `count by (${BY_SITE}) (group by (${perInstance(BY_SITE)}) ${leaks})`;
}
