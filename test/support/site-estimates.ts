import type { SiteEstimates, SiteEstimate } from '../../src/growth/sample-lifetimes.js';
import type { LeakEvidence } from '../../src/growth/site-series.js';
import { emptyTally } from '../../src/snapshot/estimate.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { packagedFile } from '../../src/symbols/packages.js';
import { INTERVAL_BYTES } from './scripted-heap.js';
import { tallyOf } from './tallies.js';

/** One site in samples of an interval each. */
export interface SiteSamples {
  readonly site: Frame;
  readonly live?: number;
  readonly retained?: number;
  readonly births?: number;
  readonly deaths?: number;
  readonly isLeaking?: boolean;
}

/** The frame of a function, by the names a process started in `/app` gives it. */
export function frameAt(name: string, file: string, line: number): Frame {
  const { package: packageName, shortPath } = packagedFile(file, '/app');
  return { function: name, file, line, column: 0, package: packageName, site: `${name} ${shortPath}:${line}` };
}

/** What is known of such sites. */
export function estimateOf(sites: readonly SiteSamples[], windowSeconds: number | null = 60): SiteEstimates {
  return {
    windowSeconds,
    sites: sites.map(estimateOfSite),
    total: { births: emptyTally(), deaths: emptyTally(), state: 'steady', leak: undefined },
  };
}

function estimateOfSite({
  site,
  retained = 0,
  live = retained,
  births = 0,
  deaths = 0,
  isLeaking = false,
}: SiteSamples): SiteEstimate {
  return {
    place: site,
    live: tallyOf(live, INTERVAL_BYTES),
    retained: tallyOf(retained, INTERVAL_BYTES),
    births: tallyOf(births, INTERVAL_BYTES),
    deaths: tallyOf(deaths, INTERVAL_BYTES),
    ...(isLeaking ? { state: 'leaking', leak: LEAK } : { state: 'steady', leak: undefined }),
  };
}

const LEAK: LeakEvidence = {
  sinceSeconds: 0,
  reason: 'lasting',
  from: { number: 0, seconds: 0, column: 0 },
  seconds: 60,
  births: emptyTally(),
  deaths: emptyTally(),
  explained: null,
};
