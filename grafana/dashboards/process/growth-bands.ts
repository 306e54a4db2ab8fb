import { FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { METRIC } from '../../../src/publish/names.js';
import { CONFIG } from '../../config.js';
import { ofSites } from '../../queries/dashboard-selectors.js';
import { nowOrLast, ofRank } from '../../queries/largest.js';
import type { UnplacedPanel } from '../dashboard.js';
import { RANKED } from '../palette.js';
import { refId } from '../panel-queries.js';
import { chart, UNIT } from '../panels.js';

const RANKS = RANKED.slice(0, CONFIG.dashboards.growthBands).map((colour, index) => ({ rank: index + 1, colour }));

/** The ranks of sites by the lower bound of their growth at the end of the shown time. */
const RANKING = nowOrLast(
  // Through OTLP a site that is gone has a growth of 0.
  (at) =>
    `sum by (site) (${ofSites(METRIC.siteGrowthLower)}${at}) and on (site) sum by (site) (${ofSites(METRIC.siteLive)}${at}) > 0`,
);

/**
 * The growth of the sites whose lower bounds are the largest, with its bounds as a band.
 * Grafana fills down to a series whose name is known beforehand. So each query gives the one site of a rank, bounds are
 * named by their rank, and only the line between them is named by its site.
 */
export function growthBands(): UnplacedPanel {
  const lines = RANKS.flatMap(({ rank }) => {
    const ofThisRank = `and on (site)\n${ofRank(rank, 'site', RANKING)}`;
    return [
      { expr: `sum by (site) (${ofSites(METRIC.siteGrowthLower)})\n${ofThisRank}`, legend: lower(rank) },
      { expr: `sum by (site) (${ofSites(METRIC.siteGrowthUpper)})\n${ofThisRank}`, legend: upper(rank) },
      { expr: `sum by (site) (${ofSites(METRIC.siteGrowth)})\n${ofThisRank}`, legend: '{{site}}' },
    ];
  });
  const panel = chart(
    {
      title: 'Fastest growing sites, with the 95% bounds',
      description: `The growth of the retained bytes of the ${RANKS.length} sites whose lower 95% bound is the largest now. The band reaches from the lower to the upper bound; chance does not explain growth whose band stays above zero. Start-up and a cache that fills up also grow: only suspects are judged to leak.`,
      unit: UNIT.bytesPerSecond,
      empty: 'No growth is measured yet',
    },
    lines,
    24,
  );
  RANKS.forEach(({ rank, colour }, index) => {
    const color = { id: 'color', value: { mode: FieldColorModeId.Fixed, fixedColor: colour } };
    const bound = [
      color,
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
    ];
    panel
      .overrideByName(lower(rank), bound)
      .overrideByName(upper(rank), [
        ...bound,
        { id: 'custom.fillBelowTo', value: lower(rank) },
        { id: 'custom.fillOpacity', value: 25 },
      ])
      .overrideByQuery(refId(3 * index + 2), [color, { id: 'custom.lineWidth', value: 2 }]);
  });
  return panel;
}

function lower(rank: number): string {
  return `lower bound ${rank}`;
}

function upper(rank: number): string {
  return `upper bound ${rank}`;
}
