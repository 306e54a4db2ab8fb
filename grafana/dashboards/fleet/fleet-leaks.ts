import { ROWS } from '../../queries/dashboard-selectors.js';
import { firstSeen, leaksOfSites } from '../../queries/leaks.js';
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
        'Every site that is judged to leak, summed over all processes. It grows by at least the shown rate, which is the lower 95% bound of its growth. A click on a site shows the processes in which it leaks.',
      unit: UNIT.bytesPerSecond,
      empty: 'Nothing leaks',
    },
    [
      {
        name: 'Site',
        label: 'site',
        link: { title: 'Where it leaks', url: linkTo(UID.fleet, ['job'], { site: 'Site' }) },
      },
      { name: 'Package', label: 'package', width: 140 },
      { name: 'Grows by at least', expr: largest(`sum by (${BY_SITE}) ${leaksOfSites()}`), ...GROWTH },
      { name: 'Processes', expr: `count by (${BY_SITE}) ${leaksOfSites()}`, width: 100 },
      { name: 'Since', expr: firstSeen(BY_SITE, leaksOfSites()), unit: UNIT.ago, width: 120 },
    ],
    { sortBy: 'Grows by at least', height: 6 },
  ),
  table(
    {
      title: 'Leaking processes and their sites',
      description: `The ${ROWS} fastest leaks, each with its process. A click on an instance opens its dashboard.`,
      unit: UNIT.bytesPerSecond,
      empty: 'Nothing leaks',
    },
    [
      { name: 'Instance', label: 'instance', width: 180, link: TO_PROCESS },
      { name: 'Site', label: 'site' },
      { name: 'Grows by at least', expr: largest(`sum by (${perInstance('site')}) ${leaksOfSites()}`), ...GROWTH },
      { name: 'Job', label: 'job', width: 100 },
    ],
    { sortBy: 'Grows by at least', height: 6 },
  ),
];

function largest(expression: string): string {
  return `topk(${ROWS}, ${expression})`;
}
