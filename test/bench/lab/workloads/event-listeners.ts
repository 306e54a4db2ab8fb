import { EventEmitter } from 'node:events';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const server = new EventEmitter().setMaxListeners(0);

/** Every connection waits for the server's shutdown; none stops waiting when it closes. */
function openConnection(connection: number): void {
  const state = new Array<number>(230).fill(connection % 100);
  server.on('shutdown', () => state.fill(0));
}

export const eventListeners: Workload = {
  name: 'event-listeners',
  description: 'every connection adds a listener to the server and never removes it',
  leak: { allocators: ['openConnection event-listeners.ts'], bytesPerSecond: 400_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(200, openConnection);
  },
};
