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
];
