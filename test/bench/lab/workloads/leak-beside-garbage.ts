import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** Temporary arrays of 1 KB an operation. */
const ARRAYS_EACH = 100;

const results: object[] = [];

function makeGarbage(number: number): number {
  let sum = 0;
  for (let n = 0; n < ARRAYS_EACH; n += 1) sum += new Array<number>(120).fill(number % 100).length;
  return sum;
}

function keepResult(number: number): void {
  results.push({ number, values: new Array<number>(240).fill(number % 100) });
}

export const leakBesideGarbage: Workload = {
  name: 'leak-beside-garbage',
  description: '500 KB/s beside 100 MB/s of garbage',
  leak: { allocators: ['keepResult leak-beside-garbage.ts'], bytesPerSecond: 500_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(1000, makeGarbage);
    lab.perSecond(248, keepResult);
  },
};
