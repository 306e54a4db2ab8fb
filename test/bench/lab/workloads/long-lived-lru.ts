import { LRUCache } from 'lru-cache';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const USERS = 8000;

const profiles = new LRUCache<number, object>({ max: 5000 });

function loadProfile(user: number): object {
  const known = profiles.get(user);
  if (known !== undefined) return known;
  const profile = { user, fields: new Array<number>(490).fill(user % 100) };
  profiles.set(user, profile);
  return profile;
}

export const longLivedLru: Workload = {
  name: 'long-lived-lru',
  description: 'an lru-cache of 20 MB where an entry stays for about 10 s',
  start(lab) {
    serveTraffic(lab);
    for (let user = 0; user < 5000; user += 1) loadProfile(user);
    lab.perSecond(1400, () => loadProfile(Math.floor(lab.random.uniform() * USERS)));
  },
};
