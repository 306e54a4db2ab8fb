import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const ARRIVALS_PER_SECOND = 250;
const MEAN_SECONDS = 5;

const connections = new Map<number, object>();

function acceptConnection(id: number): void {
  connections.set(id, { id, window: new Array<number>(480).fill(id % 100) });
}

export const connectionTable: Workload = {
  name: 'connection-table',
  description: 'connections come and go at random, about 1250 at a time',
  start(lab) {
    serveTraffic(lab);
    const connect = (id: number): void => {
      acceptConnection(id);
      setTimeout(() => connections.delete(id), lab.random.exponential(MEAN_SECONDS) * 1000);
    };
    for (let id = 1; id < ARRIVALS_PER_SECOND * MEAN_SECONDS; id += 1) connect(-id);
    lab.perSecond(ARRIVALS_PER_SECOND, connect);
  },
};
