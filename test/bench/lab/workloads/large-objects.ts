import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** The sizes of the reports: from a third of the mean spacing of samples to thirty times as much. */
const [LEAST_BYTES, MOST_BYTES] = [40_000, 4_000_000];

/** So many sizes come in turn, so that the leak is as fast in every few seconds. */
const SIZES = 16;

/** The large ones and the small ones lie between one another. */
const STEP = 7;

const reports: number[][] = [];

function keepReport(bytes: number): void {
  reports.push(new Array<number>(Math.round(bytes / 8)).fill(1));
}

export const largeObjects: Workload = {
  name: 'large-objects',
  description: 'reports of 40 KB to 4 MB are all kept',
  leak: { allocators: ['keepReport large-objects.ts'], bytesPerSecond: 3_750_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(4, (report) => {
      const size = (report * STEP) % SIZES;
      keepReport(LEAST_BYTES * (MOST_BYTES / LEAST_BYTES) ** (size / (SIZES - 1)));
    });
  },
};
