import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const HOUR_MILLISECONDS = 3_600_000;

/** Retries in an hour whatever could not be sent, and does not learn that it has been sent meanwhile. */
function scheduleRetry(message: number): void {
  const content = new Array<number>(150).fill(message % 100);
  setTimeout(() => content.fill(0), HOUR_MILLISECONDS);
}

export const unclearedTimers: Workload = {
  name: 'uncleared-timers',
  description: 'every message sets a timer of an hour that is never cleared',
  leak: { allocators: ['scheduleRetry uncleared-timers.ts'], bytesPerSecond: 300_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(200, scheduleRetry);
  },
};
