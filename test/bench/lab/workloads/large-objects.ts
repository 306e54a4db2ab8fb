import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** The sizes of the reports: from a third of the mean spacing of samples to thirty times as much. */
const [LEAST_BYTES, MOST_BYTES] = [40_000, 4_000_000];

/** So many sizes come in turn, so that the leak is as fast in every few seconds. */
const SIZES = 16;

/** The large ones and the small ones lie between one another. */
const STEP = 7;

const reports: number[][] = [];

/** What an array takes beside its elements: the object itself, and the header of its store. */
const ARRAY_BYTES = 48;

function keepReport(numbers: number): void {
  reports.push(new Array<number>(numbers).fill(1));
}

export const largeObjects: Workload = {
  name: 'large-objects',
  description: 'reports of 40 KB to 4 MB are all kept',
  leak: { allocators: ['keepReport large-objects.ts'], bytesPerSecond: 3_750_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(4, (report) => {
      const size = (report * STEP) % SIZES;
      const numbers = Math.round((LEAST_BYTES * (MOST_BYTES / LEAST_BYTES) ** (size / (SIZES - 1))) / 8);
      keepReport(numbers);
      lab.noteGrowth(8 * numbers + ARRAY_BYTES);
    });
  },
};
