import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Place, Prepared } from '../fault.js';
import { MONITORED, WORKS } from './programs.js';

/** Gets hold of the sampler thread by what is sent to it, as nothing else leads there. */
const SAMPLER_THREAD = `
import { Worker } from 'node:worker_threads';
let sampler;
const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function (...values) { sampler = this; return postMessage.apply(this, values); };
`;

/** Those that hold a port, each with what makes it let go. */
const takers = new Map<number, () => Promise<void>>();

/** Takes the port of heapgauge's page before the application starts. */
async function takePort({ port }: Place): Promise<Prepared> {
  const other = createServer((socket) => socket.destroy());
  other.listen(port, '127.0.0.1');
  await once(other, 'listening');
  const close = async (): Promise<void> => {
    takers.delete(port);
    if (other.listening) await once(other.close(), 'close');
  };
  takers.set(port, close);
  return { close };
}

export const SUPERVISION: readonly Fault[] = [
  {
    name: 'an application whose sampler thread is ended by somebody is watched again',
    part: 'supervision',
    seen: true,
    program: `${SAMPLER_THREAD}
${WORKS}
setTimeout(() => {
  sampler?.terminate();
  console.log('ended');
}, 1200);`,
    provoke: ({ printed }) => printed('ended'),
    recoversWithinSeconds: 30,
    lines: 4,
  },
  {
    name: 'an application whose sampler thread dies three times in a row is watched again',
    part: 'supervision',
    seen: true,
    isSlow: true,
    program: `${SAMPLER_THREAD}
${WORKS}
let deaths = 0;
let ended;
setInterval(() => {
  if (sampler === undefined && process.env.WATCHED) return;
  if (sampler !== undefined && sampler === ended) return;
  ended = sampler;
  sampler?.terminate();
  deaths += 1;
  if (deaths === 3) console.log('three');
  if (deaths >= 3) sampler = ended;
}, 500).unref();`,
    provoke: ({ printed }) => printed('three', 120),
    recoversWithinSeconds: 120,
    lines: 12,
  },
  {
    name: 'an application that patches the sending to threads is watched again once it works',
    part: 'supervision',
    program: `import { Worker } from 'node:worker_threads';
${WORKS}
const { postMessage } = Worker.prototype;
setTimeout(() => {
  Worker.prototype.postMessage = () => { throw new Error('patched'); };
  setTimeout(() => {
    Worker.prototype.postMessage = postMessage;
    console.log('mended');
  }, 1000);
}, 500);`,
    provoke: ({ printed }) => printed('mended'),
  },
  {
    name: 'an application whose port is taken at first has its page once the port is free',
    part: 'supervision',
    seen: true,
    program: WORKS,
    fromStart: true,
    prepare: takePort,
    provoke: async ({ printed, said, port }) => {
      await printed('ready');
      // As the old process of a rolling restart: it goes while the new one is up already.
      await said('heapgauge: ');
      await takers.get(port)?.();
    },
    recoversWithinSeconds: 40,
    met: ({ watched }) => {
      assert.match(watched.said.join('\n'), /EADDRINUSE|in use|taken/);
    },
  },
  {
    name: 'an application whose port is taken for good runs on',
    part: 'supervision',
    program: WORKS,
    fromStart: true,
    prepare: takePort,
    provoke: async ({ printed }) => {
      await printed('ready');
      await pause(1500);
    },
    noReport: 'the page has no port',
  },
  {
    name: 'an application that starts the monitor twice is watched',
    part: 'supervision',
    watched: 'in code',
    program: `${MONITORED}
if (process.env.WATCHED) await (await import('heapgauge')).startMonitor({ period: '5s', sampleIntervalBytes: 4096, prometheus: false });
${WORKS}`,
    lines: 2,
  },
  {
    name: 'an application that stops the monitor while it starts ends by itself',
    part: 'supervision',
    watched: 'in code',
    isAlone: true,
    fromStart: true,
    noReport: 'it has ended',
    // Twenty sampler threads are there at once.
    memoryMiB: 400,
    program: `console.log('ready');
if (process.env.WATCHED) {
  const { HeapgaugeInstrumentation } = await import('heapgauge');
  for (let n = 0; n < 10; n += 1) {
    const instrumentation = new HeapgaugeInstrumentation({ period: '200ms' });
    instrumentation.disable();
    instrumentation.enable();
    instrumentation.disable();
  }
}
setTimeout(() => console.log('last'), 300);`,
    provoke: ({ ending }) => ending(),
  },
];
