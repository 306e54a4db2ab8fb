import { setImmediate as nextTurn } from 'node:timers/promises';
import { serveRequests } from '../drivers.js';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

interface Visit {
  readonly number: number;
  readonly rows: readonly object[];
}

const visits: Visit[] = [];

function makeVisit(number: number): Visit {
  const rows: object[] = [];
  for (let row = 0; row < 45; row += 1) rows.push({ row, seen: number });
  return { number, rows };
}

/** Stands for what asks a database. */
async function findUser(request: number): Promise<number> {
  await nextTurn();
  return request % 100;
}

/** What follows the await has a stack that begins there. */
async function handleVisit(request: number): Promise<string> {
  const user = await findUser(request);
  visits.push(makeVisit(user));
  return String(user);
}

async function handleVisitOnce(request: number): Promise<string> {
  const user = await findUser(request);
  return String(makeVisit(user).rows.length);
}

export const leakAfterAwait: Workload = {
  name: 'leak-after-await',
  description: 'a request remembers its visit once it has awaited the user',
  leak: {
    allocators: ['makeVisit after-await.ts'],
    keeper: 'handleVisit after-await.ts',
    isScattered: true,
    bytesPerSecond: 650_000,
  },
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(250, handleVisit);
  },
};

export const droppedAfterAwait: Workload = {
  name: 'dropped-after-await',
  description: 'a request makes a visit once it has awaited the user, and drops it',
  async start(lab) {
    serveTraffic(lab);
    await serveRequests(250, handleVisitOnce);
  },
};
