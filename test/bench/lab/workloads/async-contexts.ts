import { AsyncLocalStorage } from 'node:async_hooks';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const storage = new AsyncLocalStorage<object>();
const parked: Array<Promise<void>> = [];

function park(): void {
  parked.push(new Promise(() => undefined));
}

/** Runs each request in a context of its own, which the promise that is parked there keeps. */
function handleInContext(request: number): void {
  storage.run({ request, trace: new Array<number>(360).fill(request % 100) }, park);
}

export const asyncContexts: Workload = {
  name: 'async-contexts',
  description: 'promises that never settle keep the AsyncLocalStorage context of their request',
  leak: { allocators: ['handleInContext async-contexts.ts'], bytesPerSecond: 60_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(19, handleInContext);
  },
};
