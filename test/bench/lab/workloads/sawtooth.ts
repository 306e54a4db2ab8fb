import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

let batch: object[] = [];

function collectEvent(event: number): void {
  batch.push({ event, values: new Array<number>(490).fill(event % 100) });
}

export const sawtooth: Workload = {
  name: 'sawtooth',
  description: 'events are collected for 5 s, 4 MB/s, and written out',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(1000, collectEvent);
    lab.every(5, () => {
      batch = [];
    });
  },
};
