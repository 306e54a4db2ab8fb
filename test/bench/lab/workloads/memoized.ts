import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const KEYS = 3000;

const results = new Map<number, object>();

function computeOnce(key: number): object {
  const known = results.get(key);
  if (known !== undefined) return known;
  const result = { key, values: new Array<number>(360).fill(key % 100) };
  results.set(key, result);
  return result;
}

export const memoized: Workload = {
  name: 'memoized',
  description: 'results are kept for ever, for 3000 keys that have all come after some seconds',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(3000, () => computeOnce(Math.floor(lab.random.uniform() * KEYS)));
  },
};
