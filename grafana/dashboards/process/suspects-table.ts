import { METRIC } from '../../../src/publish/names.js';
import { linkTo, UID, type UnplacedPanel } from '../dashboard.js';
import { ofProcesses, SITE_LABELS } from '../../queries/dashboard-selectors.js';
import { firstSeen, leaks } from '../../queries/leaks.js';
import { STATE } from '../palette.js';
import { UNIT } from '../panels.js';
import { perInstance } from '../../queries/promql.js';
import { table } from '../table-panel.js';

const by = SITE_LABELS;

/** What leaks: where it stands, how fast, since when. */
export const SUSPECTS_TABLE: UnplacedPanel = table(
  {
    title: 'Suspects',
    description:
      'What is judged to leak. The rate is the lower 95% bound of its growth: it grows by at least so much. "Since" is the first time it was told within the shown time.',
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
      expr: `sort_desc(sum by (${by}) ${leaks()})`,
      unit: UNIT.bytesPerSecond,
      width: 150,
      steps: [STATE.bad],
    },
    {
      name: 'Retained',
      expr: `sum by (${by}) (${ofProcesses(METRIC.siteRetained)} and on (${perInstance('site')}) ${leaks()})`,
      unit: UNIT.bytes,
      width: 120,
    },
    { name: 'Since', expr: firstSeen(by, leaks()), unit: UNIT.ago, width: 140 },
  ],
  { sortBy: 'Grows by at least', height: 6 },
);
