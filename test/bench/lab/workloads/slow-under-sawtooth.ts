import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

let batch: object[] = [];
const visits: object[] = [];

function collectRow(row: number): void {
  batch.push({ row, cells: new Array<number>(490).fill(row % 100) });
}

function rememberVisit(visit: number): void {
  visits.push({ visit, pages: new Array<number>(118).fill(visit % 100) });
}

export const slowUnderSawtooth: Workload = {
  name: 'slow-under-sawtooth',
  description: '12 KB/s under a batch that grows to 20 MB and is written out, again and again',
  leak: { allocators: ['rememberVisit slow-under-sawtooth.ts'], bytesPerSecond: 12_000 },
  start(lab) {
    serveTraffic(lab);
    const writeOut = (): void => {
      batch = [];
    };
    lab.perSecond(1000, collectRow);
    lab.every(5, writeOut);
    lab.beforeMeasuring(writeOut);
    lab.perSecond(11.5, rememberVisit);
  },
};
