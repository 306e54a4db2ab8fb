import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** Messages of one connection; a map is full with so many. */
const MESSAGES_EACH = 400;

const connections: Array<Map<object, readonly number[]>> = [];

/** Notes what came of each message by the message itself, which a WeakMap would have let go. */
function noteOutcome(number: number): void {
  if (number % MESSAGES_EACH === 0) connections.push(new Map());
  connections.at(-1)?.set({ message: number }, new Array<number>(440).fill(number % 100));
}

export const mapKeyedByObject: Workload = {
  name: 'map-keyed-by-object',
  description: 'maps keyed by message objects that nothing else refers to',
  leak: { allocators: ['noteOutcome map-keyed-by-object.ts'], bytesPerSecond: 1_000_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(270, noteOutcome);
  },
};
