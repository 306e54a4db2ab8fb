import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const MOST_ENTRIES = 5000;

const cache = new Map<number, object>();

function cacheProfile(user: number): void {
  cache.set(user, { user, fields: new Array<number>(490).fill(user % 100) });
  if (user >= MOST_ENTRIES) cache.delete(user - MOST_ENTRIES);
}

export const cacheFilling: Workload = {
  name: 'cache-filling',
  description: 'a cache fills to its bound of 20 MB in 10 s, then drops the oldest',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(MOST_ENTRIES / 10, cacheProfile);
  },
};
