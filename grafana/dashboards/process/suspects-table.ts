import { METRIC } from '../../../src/publish/names.js';
import { ofProcesses, SITE_LABELS } from '../../queries/dashboard-selectors.js';
import { firstSeen, largestPart, leaks, partsOfLeaks } from '../../queries/leaks.js';
import { perInstance } from '../../queries/promql.js';
import { linkTo, UID, type UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { UNIT, words } from '../panels.js';
import { type Column, table } from '../table-panel.js';

const RATE = { unit: UNIT.bytesPerSecond, width: 150, steps: [STATE.bad] } as const;

/** What a name may hide is told beside every name. */
const EXACT: Pick<Column, 'width' | 'mappings' | 'steps'> = {
  width: 120,
  steps: [STATE.soon, [1, STATE.fine]],
  mappings: [words(0, 0, 'may be inlined', STATE.soon), words(1, 1, 'exact', STATE.fine)],
};

const exact = `${ofProcesses(METRIC.leakExact)} and on (${perInstance('leak')}) ${leaks()}`;

/** The tables of what leaks: where it is, how fast it grows, since when, and which functions allocate it. */
export const SUSPECTS_TABLES: readonly UnplacedPanel[] = [suspects(), functions()];

function suspects(): UnplacedPanel {
  return table(
    {
      title: 'Suspects',
      description:
        'Every leak: the function that explains most of its growth, or a component of the memory. It grows by at least the shown rate, which is the lower 95% bound of its growth. Names are exact if they were seen while V8 inlined nothing, in a zoom of some seconds; otherwise a function may stand for one that V8 has inlined into it. "Since" is when the leak was first reported within the shown time.',
      unit: UNIT.bytesPerSecond,
      empty: 'Nothing leaks',
    },
    [
      { name: 'Site', label: 'site', link: toSite('Site') },
      { name: 'Package', label: 'package', width: 125 },
      { name: 'Grows by at least', expr: `sort_desc(sum by (${SITE_LABELS}) ${leaks()})`, ...RATE },
      { name: 'Retained', expr: ofLeaks(METRIC.leakRetained), unit: UNIT.bytes, width: 90 },
      { name: 'Allocated most in', label: 'part', width: 280 },
      { name: 'Share', expr: largestPart(), unit: UNIT.share, width: 65 },
      { name: 'Names', expr: `min by (${SITE_LABELS}) (${exact})`, ...EXACT },
      { name: 'Since', expr: firstSeen(SITE_LABELS, leaks()), unit: UNIT.ago, width: 110 },
    ],
    { sortBy: 'Grows by at least', height: 6 },
  );
}

function functions(): UnplacedPanel {
  const by = 'site, part';
  return table(
    {
      title: 'Functions that allocate what leaks',
      description:
        'Up to five functions of each leak, with their shares of its growth. Where one function allocates all of it, look there for what keeps the memory; where many do, look at the function that the leak is named by, which calls them.',
      unit: UNIT.bytesPerSecond,
      empty: 'No function leaks',
    },
    [
      { name: 'Function', label: 'part', link: toSite('Function') },
      { name: 'Grows by about', expr: `sum by (${by}) (${partsOfLeaks()})`, ...RATE },
      { name: 'Share', expr: `avg by (${by}) (${ofProcesses(METRIC.leakPart)} > 0)`, unit: UNIT.share, width: 80 },
      { name: 'Of the leak', label: 'site', width: 500 },
    ],
    { sortBy: 'Grows by about', height: 6 },
  );
}

function ofLeaks(metric: typeof METRIC.leakRetained): string {
  return `sum by (${SITE_LABELS}) (${ofProcesses(metric)} and on (${perInstance('leak')}) ${leaks()})`;
}

function toSite(column: string): NonNullable<Column['link']> {
  return { title: 'This site alone', url: linkTo(UID.process, ['job', 'instance'], { site: column }) };
}
