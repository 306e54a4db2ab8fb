import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

interface Version {
  readonly number: number;
  readonly content: readonly number[];
  next: Version | undefined;
}

const first: Version = { number: 0, content: [], next: undefined };

/** The first version, which is held to compare with, and through it every version since. */
const held = { first, newest: first };

function appendVersion(number: number): void {
  const version = { number, content: new Array<number>(180).fill(number % 100), next: undefined };
  held.newest.next = version;
  held.newest = version;
}

export const linkedList: Workload = {
  name: 'linked-list',
  description: 'a list of which only the newest is needed and the oldest is held',
  leak: { allocators: ['appendVersion linked-list.ts'], bytesPerSecond: 700_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(460, appendVersion);
  },
};
