import { addTally, emptyTally } from '../snapshot/estimate.js';
import type { LedgerEstimate, SiteEstimate } from '../growth/ledger.js';
import { growthRate } from '../growth/rate.js';
import { stateOf } from '../growth/verdict.js';
import type { SiteReport } from './report.js';

/** The site that stands for all that are not listed. */
export const OTHER_SITE = '(other)';

/** Two-sided confidence of the growth's interval. */
const CONFIDENCE = 0.95;

/** The listed sites and the sums over all of them. */
export interface SitesSummary {
  readonly sites: readonly SiteReport[];
  readonly currentBytes: number;
  readonly standardErrorBytes: number;
  readonly retainedBytes: number;
}

/**
 * Chooses the sites a report lists: up to half of the places go to those whose growth is surest (largest positive
 * lower bound), the others to the largest; the rest is added up as `(other)`.
 */
export function reportSites(
  { sites, windowSeconds }: LedgerEstimate,
  options: { topSites: number; intervalBytes: number },
): SitesSummary {
  const total = emptyTally();
  let retainedBytes = 0;
  for (const { live, retained } of sites) {
    addTally(total, live);
    retainedBytes += retained.bytes;
  }
  const report = (estimate: SiteEstimate): SiteReport => siteReport(estimate, windowSeconds, options.intervalBytes);

  const byGrowth = sites
    .filter(({ births, deaths }) => births.bytes > deaths.bytes)
    .map((estimate) => ({ estimate, lower: report(estimate).growth.lower }))
    .filter(({ lower }) => lower > 0)
    .sort((a, b) => b.lower - a.lower)
    .slice(0, Math.ceil(options.topSites / 2));
  const listed = new Set(byGrowth.map(({ estimate }) => estimate));
  for (const estimate of [...sites].sort((a, b) => b.live.bytes - a.live.bytes)) {
    if (listed.size >= options.topSites) break;
    listed.add(estimate);
  }

  const reports = [...listed].map(report).sort((a, b) => b.liveBytes - a.liveBytes);
  const rest = sites.filter((estimate) => !listed.has(estimate));
  if (rest.length > 0) reports.push(report(addedUp(rest)));
  return {
    sites: reports,
    currentBytes: total.bytes,
    standardErrorBytes: Math.sqrt(total.variance),
    retainedBytes,
  };
}

function siteReport(
  { site, live, retained, births, deaths }: SiteEstimate,
  seconds: number,
  intervalBytes: number,
): SiteReport {
  const growth = growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
  return {
    site: site.site,
    domain: 'heap',
    function: site.function,
    file: site.file,
    line: site.line,
    package: site.package,
    liveBytes: live.bytes,
    retainedBytes: retained.bytes,
    samples: live.samples,
    growth,
    state: stateOf(growth),
  };
}

function addedUp(estimates: readonly SiteEstimate[]): SiteEstimate {
  const sum = {
    site: { site: OTHER_SITE, function: OTHER_SITE, file: '', line: 0, package: null },
    live: emptyTally(),
    retained: emptyTally(),
    births: emptyTally(),
    deaths: emptyTally(),
  };
  for (const estimate of estimates) {
    addTally(sum.live, estimate.live);
    addTally(sum.retained, estimate.retained);
    addTally(sum.births, estimate.births);
    addTally(sum.deaths, estimate.deaths);
  }
  return sum;
}
