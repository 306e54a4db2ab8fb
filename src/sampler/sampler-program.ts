/** The sampler thread's program: it reads the main thread's heap and serves the metrics page, off the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { OUT_OF_MEMORY, type ThreadData, type ToSampler } from '../threads/messages.js';
import { ReadGate } from '../threads/read-gate.js';
import { formatBytes } from '../values/units.js';
import { mainThreadCollections } from './collect-garbage.js';
import { askMainThread } from './handed-maps.js';
import { MemoryWatch } from './memory-watch.js';
import { readHeap } from './read-heap.js';
import { runSampler } from './run-sampler.js';
import { threadMemoryBytes } from './thread-memory.js';
import { leaveWorkers, lookAtWorkers } from './worker-looks.js';
import { ZoomSession } from './zoom-session.js';

if (parentPort === null) throw new Error('sampler-program.js is the program of a worker thread');
const port = parentPort;
const { start, gateCell, zoomCell } = workerData as ThreadData;
const gate = new ReadGate(gateCell);
const memory = new MemoryWatch();

const sampler = runSampler(
  start,
  (message) => {
    port.postMessage(message);
    if (message.type === 'report' && memory.isExceeded(message.report)) end(message.report.sampler.memoryBytes);
  },
  {
    read: () => readHeap(gate),
    lookAtWorkers: (plan) => lookAtWorkers(gate, plan),
    leaveWorkers: () => leaveWorkers(gate),
    askForMaps: askMainThread(gate),
    collections: mainThreadCollections(gate),
    inlining: new ZoomSession(new ReadGate(zoomCell)),
    memoryBytes: threadMemoryBytes,
  },
);
// Listening also keeps this thread alive: a pending answer of the inspector does not.
port.on('message', (message: ToSampler) => {
  sampler.receive(message);
});

/** Ends this thread, as V8 does where its heap is full. */
function end(heldBytes: number): void {
  const reason = `it holds ${formatBytes(heldBytes)} for good, far more than HEAPGAUGE_SAMPLER_MEMORY allows`;
  setImmediate(() => {
    throw Object.assign(new Error(reason), { code: OUT_OF_MEMORY });
  });
}
