import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

/** A promise that never settles: the connection it waits for was given up. */
const connected = new Promise<void>(() => undefined);

function sendWhenConnected(message: number): void {
  const content = new Array<number>(160).fill(message % 100);
  void connected.then(() => content.fill(0));
}

export const promiseChain: Workload = {
  name: 'promise-chain',
  description: 'reactions pile up at a promise that never settles',
  leak: { allocators: ['sendWhenConnected promise-chain.ts'], bytesPerSecond: 150_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(92, sendWhenConnected);
  },
};
