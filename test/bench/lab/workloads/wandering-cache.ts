import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const MEAN_ENTRIES = 2500;
const WIDEST_SWING = 0.05 * MEAN_ENTRIES;

const entries: object[] = [];

function makeEntry(number: number): object {
  return { number, content: new Array<number>(480).fill(number % 100) };
}

export const wanderingCache: Workload = {
  name: 'wandering-cache',
  description: 'a cache whose size wanders slowly within 5%',
  start(lab) {
    serveTraffic(lab);
    for (let n = 0; n < MEAN_ENTRIES; n += 1) entries.push(makeEntry(n));
    lab.perSecond(400, (number) => {
      entries[Math.floor(lab.random.uniform() * entries.length)] = makeEntry(number);
    });
    // A step either way ten times a second: the whole swing in about a minute.
    lab.perSecond(10, (number) => {
      const swing = entries.length - MEAN_ENTRIES;
      const isUp = Math.abs(swing) > WIDEST_SWING - 10 ? swing < 0 : lab.random.uniform() < 0.5;
      for (let n = 0; n < 10; n += 1) {
        if (isUp) entries.push(makeEntry(number));
        else entries.pop();
      }
    });
  },
};
