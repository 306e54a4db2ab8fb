import { setMaxListeners } from 'node:events';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const { signal } = new AbortController();
setMaxListeners(0, signal);

/** Ends each call when the program ends; the listener stays when the call is over. */
function callUntilAborted(call: number): void {
  const request = new Array<number>(290).fill(call % 100);
  signal.addEventListener('abort', () => request.fill(0));
}

export const abortListeners: Workload = {
  name: 'abort-listeners',
  description: 'every call listens to one long-lived AbortSignal',
  leak: { allocators: ['callUntilAborted abort-listeners.ts'], bytesPerSecond: 250_000 },
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(96, callUntilAborted);
  },
};
