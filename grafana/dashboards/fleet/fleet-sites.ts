import { ofAllInstances, ofJobs, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import { perJob } from '../../queries/promql.js';
import { RECORDED } from '../../queries/recorded-names.js';
import { linkTo, UID, type UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { chart, type PanelText, UNIT } from '../panels.js';
import { table } from '../table-panel.js';

const EMPTY = 'No data: are the recording rules loaded?';
const BY = 'site, package';

/**
 * Sites summed over all processes of the chosen jobs, as they are recorded: the choice of instances has no effect here.
 */
export const FLEET_SITES: readonly UnplacedPanel[] = [
  largest(RECORDED.siteRetained, {
    title: 'Largest sites, all instances',
    description: `The ${TOP} sites that hold most retained bytes now, summed over all processes of the chosen jobs. The data come from the recording rules.`,
    unit: UNIT.bytes,
    empty: EMPTY,
  }),
  largest(RECORDED.siteGrowth, {
    title: 'Fastest growing sites, all instances',
    description: `The ${TOP} sites whose retained bytes grow fastest now, summed over all processes of the chosen jobs. The data come from the recording rules.`,
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
  // A new site started at zero; a site of a job that is new itself, at the least that it has held since.
  const atStart = `${before} or 0 * ${retained} and on (${perJob()}) ${before} or min_over_time(${retained}[$__range]) and ${retained}`;
  const change = `${now} - sum by (${BY}) (${atStart})`;
  const first = `topk(${TOP}, ${change})`;
  return table(
    {
      title: 'Sites that have grown most in the shown time',
      description: `The ${TOP} sites whose retained bytes have grown most since the start of the shown time, summed over all processes, each with the number of processes in which it allocates what leaks. To see what a deployment has changed, choose a time that starts before it. The data come from the recording rules.`,
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
        expr: `0 * ${first} + on (site) group_left () sum by (site) (${ofJobs(RECORDED.siteParts, 'site=~"$site"')})`,
        width: 150,
        steps: [STATE.bad],
      },
    ],
    { sortBy: 'Grown by' },
  );
}
