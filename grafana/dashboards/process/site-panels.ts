import { METRIC } from '../../../src/publish/names.js';
import { ofSites, SITE_LABELS, TOP } from '../../queries/dashboard-selectors.js';
import { largestNow } from '../../queries/largest.js';
import type { MetricName } from '../../queries/prometheus-name.js';
import type { UnplacedPanel } from '../dashboard.js';
import { STATE } from '../palette.js';
import { chart, type PanelText, UNIT } from '../panels.js';
import { table } from '../table-panel.js';
import { growthBands } from './growth-bands.js';

/** Which sites hold the memory, and which hold more and more. */
export const SITE_PANELS: readonly UnplacedPanel[] = [
  growthBands(),
  largest(METRIC.siteRetained, {
    title: 'Largest sites by retained bytes',
    description: `The ${TOP} sites that hold most bytes that have outlived a major collection, at the end of the shown time.`,
    unit: UNIT.bytes,
    empty: 'No sites: is the heap read?',
  }),
  largest(METRIC.siteLive, {
    title: 'Largest sites by live bytes',
    description: `The ${TOP} sites with most live bytes at the end of the shown time, including garbage that is not yet collected. They show who allocates much.`,
    unit: UNIT.bytes,
    empty: 'No sites: is the heap read?',
  }),
  sitesTable(),
];

function largest(metric: MetricName, text: PanelText): UnplacedPanel {
  const series = (at: string): string => `sum by (site) (${ofSites(metric)}${at})`;
  return chart(text, [{ expr: largestNow(TOP, 'site', series), legend: '{{site}}' }]);
}

function sitesTable(): UnplacedPanel {
  const of = (metric: MetricName): string => `sum by (${SITE_LABELS}) (${ofSites(metric)})`;
  const rate = { unit: UNIT.bytesPerSecond, width: 120 };
  return table(
    {
      title: 'All sites',
      description:
        'Every published site at the end of the shown time; all further sites are summed in (other). Growth is the growth of the retained bytes, with its 95% bounds.',
      unit: UNIT.bytes,
      empty: 'No sites: is the heap read?',
    },
    [
      { name: 'Site', label: 'site' },
      { name: 'Package', label: 'package', width: 160 },
      { name: 'Live', expr: of(METRIC.siteLive), unit: UNIT.bytes, width: 110 },
      { name: 'Retained', expr: of(METRIC.siteRetained), unit: UNIT.bytes, width: 110 },
      { name: 'Growth', expr: of(METRIC.siteGrowth), ...rate },
      { name: 'Lower bound', expr: of(METRIC.siteGrowthLower), ...rate, steps: [STATE.fine, [1, STATE.soon]] },
      { name: 'Upper bound', expr: of(METRIC.siteGrowthUpper), ...rate },
    ],
    { sortBy: 'Lower bound', height: 12 },
  );
}
