import { addTally, emptyTally } from '../snapshot/estimate.js';
import { OTHER_SITE } from '../growth/site-registry.js';
import type { SiteEstimates, SiteEstimate } from '../growth/sample-lifetimes.js';
import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteReport } from '../report/report.js';

export { OTHER_SITE };

/** The listed sites and the sums over all of them. */
export interface SitesSummary {
  readonly sites: readonly SiteReport[];
  readonly currentBytes: number;
  readonly standardErrorBytes: number;
  readonly retainedBytes: number;
}

/**
 * Chooses the sites a report lists: the leaking ones and, in up to half of the places with them, those whose growth is
 * surest (largest positive lower bound); the others are the largest, and the rest is added up as `(other)`.
 */
export function reportSites(
  { sites, windowSeconds }: SiteEstimates,
  options: { topSites: number; intervalBytes: number },
): SitesSummary {
  const total = emptyTally();
  let retainedBytes = 0;
  for (const { live, retained } of sites) {
    addTally(total, live);
    retainedBytes += retained.bytes;
  }
  const report = (estimate: SiteEstimate): SiteReport => siteReport(estimate, windowSeconds, options.intervalBytes);

  const told = sites.filter(({ site }) => site.site !== OTHER_SITE);
  const byGrowth = told
    .map((estimate) => ({ estimate, isLeaking: estimate.leak !== undefined, lower: roughLowerBytes(estimate) }))
    .filter(({ isLeaking, lower }) => isLeaking || lower > 0)
    .sort((a, b) => Number(b.isLeaking) - Number(a.isLeaking) || b.lower - a.lower)
    .slice(0, Math.ceil(options.topSites / 2));
  const listed = new Set(byGrowth.map(({ estimate }) => estimate));
  for (const estimate of [...told].sort((a, b) => b.live.bytes - a.live.bytes)) {
    if (listed.size >= options.topSites) break;
    listed.add(estimate);
  }

  const reports = [...listed].map(report).sort((a, b) => b.liveBytes - a.liveBytes);
  const rest = sites.filter((estimate) => !listed.has(estimate));
  if (rest.length > 0) reports.push(report(addedUp(rest, windowSeconds)));
  return {
    sites: reports,
    currentBytes: total.bytes,
    standardErrorBytes: Math.sqrt(total.variance),
    retainedBytes,
  };
}

/** About the lower bound, of the growth over the window: the bound itself takes long, and this is for every site. */
function roughLowerBytes({ births, deaths }: SiteEstimate): number {
  return births.bytes - deaths.bytes - 2 * Math.sqrt(births.variance + deaths.variance);
}

function siteReport(
  { site, live, retained, births, deaths, state }: SiteEstimate,
  seconds: number | null,
  intervalBytes: number,
): SiteReport {
  const growth =
    seconds === null ? null : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE });
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
    // Nothing can be told of a site before there is a window, whatever was made of it.
    state: seconds === null ? 'warming' : state,
  };
}

function addedUp(estimates: readonly SiteEstimate[], windowSeconds: number | null): SiteEstimate {
  const sum = {
    site: { site: OTHER_SITE, function: OTHER_SITE, file: '', line: 0, package: null },
    live: emptyTally(),
    retained: emptyTally(),
    births: emptyTally(),
    deaths: emptyTally(),
    // Many sites as one: a verdict would name nothing.
    state: windowSeconds === null ? ('warming' as const) : ('steady' as const),
    leak: undefined,
  };
  for (const estimate of estimates) {
    addTally(sum.live, estimate.live);
    addTally(sum.retained, estimate.retained);
    addTally(sum.births, estimate.births);
    addTally(sum.deaths, estimate.deaths);
  }
  return sum;
}
