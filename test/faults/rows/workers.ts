import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { worksAnd } from './programs.js';

/** The application starts threads of its own, of a program that stands in a text. */
function threads(name: string, act: string, others: Partial<Fault> = {}): Fault {
  return {
    name,
    part: 'workers',
    program: `import { once } from 'node:events';\nimport { Worker } from 'node:worker_threads';\n${worksAnd(act)}`,
    provoke: async ({ printed }) => {
      await printed('done', 60);
    },
    ...others,
  };
}

export const WORKERS: readonly Fault[] = [
  threads(
    'an application that starts and ends a hundred threads is watched on',
    `for (let n = 0; n < 100; n += 1) {
    const worker = new Worker('require("node:worker_threads").parentPort.once("message", () => undefined)', { eval: true });
    await once(worker, 'online');
    await worker.terminate();
  }`,
    { endsWithinSeconds: 30 },
  ),
  threads(
    'an application of which a thread dies of an exception is watched on',
    `const worker = new Worker('throw new Error("of a thread")', { eval: true });
  const [error] = await once(worker, 'error');
  console.log(error.message);`,
    {
      met: ({ bare }) => {
        assert.match(bare.stdout, /of a thread/);
      },
    },
  ),
  threads(
    'an application of which a thread runs out of memory is watched on',
    `const worker = new Worker('const kept = []; for (;;) kept.push(new Array(1000).fill({}))', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 16 } });
  const [error] = await once(worker, 'error');
  console.log(error.code);`,
    {
      met: ({ bare }) => {
        assert.match(bare.stdout, /ERR_WORKER_OUT_OF_MEMORY/);
      },
    },
  ),
  threads(
    'an application of which a thread calls process.exit is watched on',
    `const worker = new Worker('process.exit(6)', { eval: true });
  const [code] = await once(worker, 'exit');
  console.log(code);`,
  ),
  threads(
    'an application that waits for a thread with Atomics.wait is watched on',
    `const cell = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker('const { workerData } = require("node:worker_threads"); setTimeout(() => { Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); }, 2000)', { eval: true, workerData: cell });
  console.log(Atomics.wait(cell, 0, 0, 10_000));
  await once(worker, 'exit');`,
    { delayMilliseconds: 1500 },
  ),
  threads(
    'an application of which a thread keeps more and more is watched on',
    `const worker = new Worker('const kept = []; setInterval(() => kept.push(new Array(1000).fill(0).map((_, n) => ({ n }))), 5)', { eval: true });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await worker.terminate();`,
  ),
  threads(
    'an application that exits while threads of its own work exits with its own code',
    `for (let n = 0; n < 4; n += 1) new Worker('for (;;) ;', { eval: true });
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.exit(8);`,
    {
      provoke: ({ ending }) => ending(),
      expect: ({ watched }) => {
        assert.equal(watched.code, 8);
      },
      noReport: 'it has ended',
    },
  ),
  threads(
    'an application that shares gigabytes with its threads through messages is watched on',
    `const worker = new Worker('const { parentPort } = require("node:worker_threads"); parentPort.on("message", (value) => parentPort.postMessage(value, [value]))', { eval: true });
  let value = new ArrayBuffer(32 * 2 ** 20);
  for (let n = 0; n < 100; n += 1) {
    worker.postMessage(value, [value]);
    [value] = await once(worker, 'message');
  }
  console.log(value.byteLength);
  await worker.terminate();`,
    {
      provoke: async ({ printed }) => {
        await printed('done', 60);
        await pause(200);
      },
    },
  ),
  threads(
    'an application that ends new threads at any moment is watched on',
    `for (let n = 0; n < 60; n += 1) {
    const worker = new Worker('const kept = []; for (;;) { kept.push({}); if (kept.length > 1e5) kept.length = 0; }', { eval: true });
    await once(worker, 'online');
    await new Promise((resolve) => setTimeout(resolve, (n * 37) % 300));
    await worker.terminate();
  }`,
    { endsWithinSeconds: 30 },
  ),
  threads(
    'an application that ends threads which have been looked at for a while is watched on',
    `const workers = Array.from({ length: 16 }, () => new Worker('const kept = []; (function turn() { for (let n = 0; n < 1e5; n += 1) kept.push({}); kept.length = 0; setTimeout(turn, 5); })()', { eval: true }));
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  for (const [n, worker] of workers.entries()) {
    await new Promise((resolve) => setTimeout(resolve, (n * 37) % 200));
    await worker.terminate();
  }`,
    { endsWithinSeconds: 30 },
  ),
  threads(
    'an application of which a thread is near its heap limit does not lose it by being watched',
    `const worker = new Worker('const kept = []; while (process.memoryUsage().heapUsed < 26e6) kept.push(new Array(100).fill({})); require("node:worker_threads").parentPort.on("message", (text) => { if (text === "end") process.exit(); require("node:worker_threads").parentPort.postMessage(kept.length > 0); })', { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
  worker.on('error', (error) => console.log(error.code));
  await new Promise((resolve) => setTimeout(resolve, 4000));
  worker.postMessage('?');
  const [lives] = await once(worker, 'message');
  console.log(lives);
  worker.postMessage('end');
  await once(worker, 'exit');`,
    {
      met: ({ bare }) => {
        assert.match(bare.stdout, /true/);
      },
    },
  ),
  threads(
    'an application of which a thread has replaced what loads modules is watched on',
    `const worker = new Worker('const module = require("node:module"); module.createRequire = () => { throw new Error("no"); }; module._load = () => { throw new Error("none"); }; process.getBuiltinModule = undefined; const end = Date.now() + 3000; const kept = []; (function turn() { kept.push({}); if (Date.now() < end) setTimeout(turn, 1); })()', { eval: true });
  await once(worker, 'exit');`,
  ),
  threads(
    'an application of which a thread profiles its own heap is watched on, and the thread has its profile',
    `const worker = new Worker('const { Session } = require("node:inspector/promises"); const { parentPort } = require("node:worker_threads"); (async () => { const session = new Session(); session.connect(); await session.post("HeapProfiler.startSampling", { samplingInterval: 1000 }); const kept = []; for (let n = 0; n < 200; n += 1) { kept.push(new Array(1000).fill(n)); await new Promise((resolve) => setTimeout(resolve, 10)); } const { profile } = await session.post("HeapProfiler.stopSampling"); parentPort.postMessage(profile.samples.length > 0); })()', { eval: true });
  const [isThere] = await once(worker, 'message');
  console.log(isThere);
  await once(worker, 'exit');`,
    {
      met: ({ bare }) => {
        assert.match(bare.stdout, /true/);
      },
    },
  ),
  threads(
    'an application of which threads start threads is watched on',
    `const inner = 'const kept = []; const end = Date.now() + 1500; (function turn() { kept.push(new Array(100).fill({})); if (Date.now() < end) setTimeout(turn, 5); })()';
  const workers = Array.from({ length: 3 }, () => new Worker('const { Worker } = require("node:worker_threads"); for (let n = 0; n < 2; n += 1) new Worker(' + JSON.stringify(inner) + ', { eval: true })', { eval: true }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));`,
  ),
  threads(
    'an application that exits while its threads are looked at exits with its own code',
    `for (let n = 0; n < 4; n += 1) new Worker('const kept = []; for (;;) { kept.push({}); if (kept.length > 1e5) kept.length = 0; }', { eval: true });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  process.exit(9);`,
    {
      provoke: ({ ending }) => ending(),
      expect: ({ watched }) => {
        assert.equal(watched.code, 9);
      },
      noReport: 'it has ended',
    },
  ),
];
