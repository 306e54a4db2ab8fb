import type { SiteEstimates } from '../growth/sample-lifetimes.js';
import type { GrowingLeak } from './zoom-schedule.js';

/** Gives the sites that surely grow, with the samples a second that are born of each and stay. */
export function growingSites(estimates: SiteEstimates | undefined): readonly GrowingLeak[] {
  const windowSeconds = estimates?.windowSeconds ?? null;
  if (estimates === undefined || windowSeconds === null) return [];
  return estimates.sites
    .filter(({ state }) => state === 'growing' || state === 'leaking')
    .map(({ place, births }) => ({
      id: place.site,
      birthsPerSecond: births.samples / windowSeconds,
      isExact: false,
    }));
}
