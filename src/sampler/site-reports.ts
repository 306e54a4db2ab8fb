import { CONFIDENCE, growthRate } from '../growth/rate.js';
import type { SiteEstimate, SiteEstimates } from '../growth/sample-lifetimes.js';
import { falseGrowthProbability } from '../growth/thresholds.js';
import { changeOf } from '../growth/verdict.js';
import { placeOf } from '../report/place.js';
import type { SiteReport } from '../report/report.js';
import { addTally, emptyTally } from '../snapshot/estimate.js';
import { OTHER_FRAME } from '../snapshot/frame.js';

/** The listed sites and the sums over all of them. */
export interface SitesSummary {
  readonly sites: readonly SiteReport[];
  readonly currentBytes: number;
  readonly standardErrorBytes: number;
  readonly retainedBytes: number;
}

/**
 * Chooses the sites that a report lists: the leaking ones and, in up to half of the places with them, those whose growth
 * is most significant (largest positive lower bound); the others are the largest, and the rest is added up as `(other)`.
 */
export function reportSites(
  { sites, windowSeconds }: SiteEstimates,
  { topSites, intervalBytes }: { topSites: number; intervalBytes: number },
): SitesSummary {
  const report = (estimate: SiteEstimate): SiteReport => siteReport(estimate, windowSeconds, intervalBytes);
  const listed = listedSites(sites, topSites);
  const reports = [...listed].map(report).sort((a, b) => b.liveBytes - a.liveBytes);
  const rest = sites.filter((estimate) => !listed.has(estimate));
  if (rest.length > 0) reports.push(report(addedUp(rest, intervalBytes)));

  const total = emptyTally();
  let retainedBytes = 0;
  for (const { live, retained } of sites) {
    addTally(total, live);
    retainedBytes += retained.bytes;
  }
  return {
    sites: reports,
    currentBytes: total.bytes,
    standardErrorBytes: Math.sqrt(total.variance),
    retainedBytes,
  };
}

function listedSites(sites: readonly SiteEstimate[], topSites: number): Set<SiteEstimate> {
  const distinguished = sites.filter(({ place }) => place.site !== OTHER_FRAME.site);
  const byGrowth = distinguished
    .map((estimate) => ({ estimate, isLeaking: estimate.leak !== undefined, lower: roughLowerBytes(estimate) }))
    .filter(({ isLeaking, lower }) => isLeaking || lower > 0)
    .sort((a, b) => Number(b.isLeaking) - Number(a.isLeaking) || b.lower - a.lower)
    .slice(0, Math.ceil(topSites / 2));
  const listed = new Set(byGrowth.map(({ estimate }) => estimate));
  for (const estimate of [...distinguished].sort((a, b) => b.live.bytes - a.live.bytes)) {
    if (listed.size >= topSites) break;
    listed.add(estimate);
  }
  return listed;
}

/** Approximates the lower bound of the growth over the window: the bound itself takes long, and this is for every site. */
function roughLowerBytes({ births, deaths }: SiteEstimate): number {
  return births.bytes - deaths.bytes - 2 * Math.sqrt(births.variance + deaths.variance);
}

function siteReport(
  { place, live, retained, births, deaths, state }: SiteEstimate,
  seconds: number | null,
  intervalBytes: number,
): SiteReport {
  return {
    ...placeOf(place),
    domain: 'heap',
    liveBytes: live.bytes,
    retainedBytes: retained.bytes,
    samples: live.samples,
    growth: seconds === null ? null : growthRate(births, deaths, { seconds, intervalBytes, confidence: CONFIDENCE }),
    // Nothing is known of a site's growth before there is a window, but that it has to be confirmed.
    state: seconds === null && state !== 'unconfirmed' ? 'warming' : state,
  };
}

function addedUp(estimates: readonly SiteEstimate[], intervalBytes: number): SiteEstimate {
  const sum = {
    place: OTHER_FRAME,
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
  // Many sites as one may grow, but a leak would name nothing.
  const level = { falseAlarmProbability: falseGrowthProbability(1), intervalBytes };
  return { ...sum, state: changeOf(sum.births, sum.deaths, level), leak: undefined };
}
