/** The sampler thread's program: reads the main thread's heap and serves the metrics page, off the main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadData, ToSampler } from '../threads/messages.js';
import { ReadGate } from '../threads/read-gate.js';
import { collectGarbage } from './collect-garbage.js';
import { readHeap } from './read-heap.js';
import { runSampler } from './run-sampler.js';
import { threadMemoryBytes } from './thread-memory.js';

if (parentPort === null) throw new Error('sampler-thread.js is the program of a worker thread');
const port = parentPort;
const { start, gateCell } = workerData as ThreadData;
const gate = new ReadGate(gateCell);

const sampler = runSampler(
  start,
  (message) => {
    port.postMessage(message);
  },
  {
    read: () => readHeap(gate),
    collect: () => collectGarbage(gate),
    memoryBytes: threadMemoryBytes,
  },
);
// Listening also keeps this thread alive: a pending answer of the inspector does not.
port.on('message', (message: ToSampler) => {
  sampler.receive(message);
});
