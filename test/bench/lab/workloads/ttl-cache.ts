import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const LOOKUPS_PER_SECOND = 400;
const SECONDS_KEPT = 3;

const answers = new Map<number, object>();

function cacheAnswer(lookup: number): void {
  answers.set(lookup, { lookup, records: new Array<number>(470).fill(lookup % 100) });
}

function expireAnswers(latest: number): void {
  for (const lookup of answers.keys()) if (lookup < latest - SECONDS_KEPT * LOOKUPS_PER_SECOND) answers.delete(lookup);
}

export const ttlCache: Workload = {
  name: 'ttl-cache',
  description: 'answers are kept for 3 s, 1.5 MB/s',
  start(lab) {
    serveTraffic(lab);
    let latest = 0;
    lab.perSecond(LOOKUPS_PER_SECOND, (lookup) => {
      cacheAnswer(lookup);
      latest = lookup;
    });
    lab.every(0.5, () => {
      expireAnswers(latest);
    });
  },
};
