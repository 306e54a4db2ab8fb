import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const history: object[] = [];

function recordDeployment(deployment: number): void {
  history.push({ deployment, steps: new Array<number>(118).fill(deployment % 100) });
}

export const slowHistory: Workload = {
  name: 'slow-history',
  description: 'a history without end, 20 KB/s',
  leak: { allocators: ['recordDeployment slow-history.ts'], bytesPerSecond: 20_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(19, recordDeployment);
  },
};
