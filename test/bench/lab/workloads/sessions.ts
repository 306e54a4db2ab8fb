import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

interface Session {
  readonly user: number;
  readonly token: string;
  readonly cart: readonly number[];
}

/** Logins of an hour, so that they could be dropped by the hour; nobody does. */
const LOGINS_EACH = 300;

const hours: Array<Map<string, Session>> = [];

function logIn(user: number): void {
  if (user % LOGINS_EACH === 0) hours.push(new Map());
  const token = `token-${user}`;
  hours.at(-1)?.set(token, { user, token, cart: new Array<number>(300).fill(user % 100) });
}

export const sessions: Workload = {
  name: 'sessions',
  description: 'a session for every login and no end of any',
  leak: { allocators: ['logIn sessions.ts'], bytesPerSecond: 800_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(310, logIn);
  },
};
