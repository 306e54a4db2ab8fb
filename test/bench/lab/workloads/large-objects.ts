import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** The sizes of the reports: from a third of the mean spacing of samples to thirty times as much. */
const [LEAST_BYTES, MOST_BYTES] = [40_000, 4_000_000];

const reports: number[][] = [];

function keepReport(bytes: number): void {
  reports.push(new Array<number>(Math.round(bytes / 8)).fill(1));
}

export const largeObjects: Workload = {
  name: 'large-objects',
  description: 'reports of 40 KB to 4 MB are all kept',
  leak: { allocators: ['keepReport large-objects.ts'], bytesPerSecond: 3_400_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(4, () => {
      keepReport(LEAST_BYTES * (MOST_BYTES / LEAST_BYTES) ** lab.random.uniform());
    });
  },
};
