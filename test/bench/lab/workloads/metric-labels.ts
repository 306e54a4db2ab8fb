import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** Users of a region; then the next region's come. */
const USERS_EACH = 100;

const regions: Array<Map<string, object>> = [];

/** Counts by user, so that there are as many series as users there ever were. */
function countRequest(user: number): void {
  if (user % USERS_EACH === 0) regions.push(new Map());
  regions.at(-1)?.set(`requests{user="${user}"}`, { count: 1, buckets: new Array<number>(110).fill(0) });
}

export const metricLabels: Workload = {
  name: 'metric-labels',
  description: 'a metric with a label for every user, 40 KB/s',
  leak: { allocators: ['countRequest metric-labels.ts'], bytesPerSecond: 40_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(38, countRequest);
  },
};
