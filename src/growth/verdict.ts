import type { Growth } from './rate.js';

/** What a site's memory does. */
export type SiteState = 'warming' | 'steady' | 'growing' | 'leaking' | 'shrinking';

/** Names what one interval of growth shows by itself: a leak takes more than that, so it is never called one here. */
export function stateOf(growth: Growth): SiteState {
  if (growth.windowSeconds === 0) return 'warming';
  if (growth.lower > 0) return 'growing';
  if (growth.upper < 0) return 'shrinking';
  return 'steady';
}
