import { linkTo, UID, type UnplacedPanel } from '../dashboard.js';
import { ofAllInstances, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { STATE } from '../palette.js';
import { chart, type PanelText, UNIT } from '../panels.js';
import { perJob } from '../../queries/promql.js';
import { RECORDED } from '../../queries/recorded-names.js';
import { table } from '../table-panel.js';

const EMPTY = 'No data: are the recording rules loaded?';
const BY = 'site, package';

/** Sites over all processes of the chosen jobs, as they are recorded: not only of the chosen instances. */
export const FLEET_SITES: readonly UnplacedPanel[] = [
  largest(RECORDED.siteRetained, {
    title: 'Largest sites, all instances',
    description: `The ${TOP} sites that hold most retained bytes now, all processes of the chosen jobs added up. From the recording rules.`,
    unit: UNIT.bytes,
    empty: EMPTY,
  }),
  largest(RECORDED.siteGrowth, {
    title: 'Fastest growing sites, all instances',
    description: `The ${TOP} sites whose retained bytes grow fastest now, all processes of the chosen jobs added up. From the recording rules.`,
    unit: UNIT.bytesPerSecond,
    empty: EMPTY,
  }),
  changes(),
];

function largest(recorded: string, text: PanelText): UnplacedPanel {
  const series = (at: string): string => `sum by (site) (${ofAllInstances(recorded)}${at})`;
  return chart(text, [{ expr: largestNow(TOP, 'site', series), legend: '{{site}}' }]);
}

function changes(): UnplacedPanel {
  const retained = ofAllInstances(RECORDED.siteRetained);
  const before = `${retained} offset $__range`;
  const now = `sum by (${BY}) (${retained})`;
  // A site that was not there began at nothing; one of a job that was not there, at the least it has held since.
  const began = `${before} or 0 * ${retained} and on (${perJob()}) ${before} or min_over_time(${retained}[$__range]) and ${retained}`;
  const change = `${now} - sum by (${BY}) (${began})`;
  const first = `topk(${TOP}, ${change})`;
  return table(
    {
      title: 'Sites that have grown most in the shown time',
      description: `Retained bytes now against the beginning of the shown time, all processes added up: choose a time that begins before a deployment to see what it has changed. The ${TOP} that have grown most. From the recording rules.`,
      unit: UNIT.bytes,
      empty: EMPTY,
    },
    [
      {
        name: 'Site',
        label: 'site',
        link: { title: 'Where it leaks', url: linkTo(UID.fleet, ['job'], { site: 'Site' }) },
      },
      { name: 'Package', label: 'package', width: 180 },
      { name: 'Grown by', expr: first, unit: UNIT.bytes, width: 130, steps: [STATE.fine, [1, STATE.soon]] },
      { name: 'Retained', expr: `${now} and on (${BY}) ${first}`, unit: UNIT.bytes, width: 130 },
      {
        name: 'Leaks in processes',
        expr: `sum by (${BY}) (${ofAllInstances(RECORDED.siteLeaks)}) and on (${BY}) ${first}`,
        width: 150,
        steps: [STATE.bad],
      },
    ],
    { sortBy: 'Grown by' },
  );
}
