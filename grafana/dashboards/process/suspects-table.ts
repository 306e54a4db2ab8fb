import { METRIC } from '../../../src/publish/names.js';
import { ofProcesses, SITE_LABELS } from '../../queries/dashboard-selectors.js';
import { firstSeen, leaks } from '../../queries/leaks.js';
import { perInstance } from '../../queries/promql.js';
import { linkTo, UID, type UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { UNIT } from '../panels.js';
import { table } from '../table-panel.js';

/** The table of what leaks: where it is allocated, how fast it grows, and since when. */
export const SUSPECTS_TABLE: UnplacedPanel = table(
  {
    title: 'Suspects',
    description:
      'Every site and component of the memory that is judged to leak. It grows by at least the shown rate, which is the lower 95% bound of its growth. "Since" is when it was first reported within the shown time.',
    unit: UNIT.bytesPerSecond,
    empty: 'Nothing leaks',
  },
  [
    {
      name: 'Function',
      label: 'code_function_name',
      link: {
        title: 'Sites of this function',
        url: linkTo(UID.process, ['job', 'instance'], { site: 'Site' }),
      },
    },
    { name: 'Site', label: 'site', width: 420 },
    { name: 'Package', label: 'package', width: 160 },
    {
      name: 'Grows by at least',
      expr: `sort_desc(sum by (${SITE_LABELS}) ${leaks()})`,
      unit: UNIT.bytesPerSecond,
      width: 150,
      steps: [STATE.bad],
    },
    {
      name: 'Retained',
      expr: `sum by (${SITE_LABELS}) (${ofProcesses(METRIC.siteRetained)} and on (${perInstance('site')}) ${leaks()})`,
      unit: UNIT.bytes,
      width: 120,
    },
    { name: 'Since', expr: firstSeen(SITE_LABELS, leaks()), unit: UNIT.ago, width: 140 },
  ],
  { sortBy: 'Grows by at least', height: 6 },
);
