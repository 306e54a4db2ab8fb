import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** Pages of one shop; then the next shop's are asked for. */
const PAGES_EACH = 200;

const shops: Array<Map<string, object>> = [];

/** Renders a page once and keeps it for ever. */
function cachePage(number: number): void {
  if (number % PAGES_EACH === 0) shops.push(new Map());
  shops.at(-1)?.set(`/page/${number}`, { title: number, cells: new Array<number>(480).fill(number % 100) });
}

export const unboundedCache: Workload = {
  name: 'unbounded-cache',
  description: 'a cache keyed by URL without a bound, beside 30 MB/s of requests',
  leak: { allocators: ['cachePage unbounded-cache.ts'], bytesPerSecond: 2_000_000 },
  start(lab) {
    serveTraffic(lab, { bytesPerSecond: 30e6 });
    lab.perSecond(490, cachePage);
  },
};
