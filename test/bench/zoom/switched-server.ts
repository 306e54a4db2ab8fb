/** The server, with a thread of its own that keeps V8 from inlining while it is asked to, as the sampler does. */
import { Worker } from 'node:worker_threads';
import { followZooms } from '../../../src/application/zoom-gates.js';
import { ReadGate } from '../../../src/threads/read-gate.js';
import './layered-server.js';

const gate = new ReadGate();
followZooms(gate);
const thread = new Worker(new URL('../../fixtures/inlined-thread.js', import.meta.url), {
  workerData: { zoomCell: gate.cell },
});
thread.on('message', (pauseSeconds: number) => {
  process.send?.({ pauseSeconds });
});
process.on('message', (act: 'off' | 'on' | 'count') => {
  if (act !== 'count') thread.postMessage(act);
});
