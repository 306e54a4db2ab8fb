import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.js';
import { MONITORED, WORKS, worksAnd } from './programs.js';

/** The application does something to what all code of its thread shares, and works under it for a while. */
function shared(name: string, act: string, others: Partial<Fault> = {}): Fault {
  return {
    name,
    part: 'globals',
    program: worksAnd(act),
    provoke: async ({ printed }) => {
      await printed('done');
      await pause(1000);
    },
    ...others,
  };
}

const THROWING = `() => { throw new Error('patched'); }`;

export const GLOBALS: readonly Fault[] = [
  shared('an application that patches process.memoryUsage to throw runs on', `process.memoryUsage = ${THROWING};`, {
    seen: true,
  }),
  shared(
    'an application that patches process.memoryUsage and handles uncaught exceptions gets none of ours',
    `process.on('uncaughtException', (error) => console.log('uncaught', error.message)); process.memoryUsage = ${THROWING}; process.memoryUsage.rss = ${THROWING};`,
    { seen: true },
  ),
  shared(
    'an application that patches process.memoryUsage to give nonsense runs on',
    `process.memoryUsage = () => ({ heapUsed: NaN, rss: 'much', external: -1, get arrayBuffers() { throw new Error('patched'); } });`,
  ),
  shared(
    'an application that patches what else the process says of itself runs on',
    `for (const name of ['uptime', 'cpuUsage', 'resourceUsage', 'constrainedMemory', 'availableMemory', 'emitWarning']) process[name] = ${THROWING};`,
  ),
  shared(
    'an application that patches v8 to throw runs on',
    `const v8 = (await import('node:v8')).default; for (const name of ['getHeapStatistics', 'getHeapSpaceStatistics', 'setFlagsFromString']) v8[name] = ${THROWING}; (await import('node:module')).syncBuiltinESMExports();`,
  ),
  shared(
    'an application with polluted prototypes runs on',
    `for (const prototype of [Object.prototype, Array.prototype]) {
    Object.defineProperty(prototype, 'polluted', { value: 'yes', enumerable: true });
    for (const name of ['type', 'status', 'then', 'signal', 'headers', 'port', 'host', 'env', 'resourceLimits']) Object.defineProperty(prototype, name, { get() { return undefined; }, set(value) { Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true }); }, configurable: true });
  }`,
  ),
  shared(
    'an application that freezes every prototype runs on',
    `for (const one of [Object, Array, Function, Map, Set, Promise, Error, String, Number, Date, RegExp]) Object.freeze(one.prototype), Object.freeze(one);
  Object.freeze((await import('node:events')).EventEmitter.prototype);`,
  ),
  {
    name: 'an application with frozen intrinsics is watched',
    part: 'globals',
    program: WORKS,
    nodeOptions: ['--frozen-intrinsics', '--no-warnings'],
  },
  shared(
    'an application that breaks methods of arrays, maps and strings runs on',
    `for (const [prototype, names] of [[Array.prototype, ['filter', 'reduce', 'flatMap', 'at', 'some']], [String.prototype, ['replaceAll', 'padStart', 'matchAll']], [Map.prototype, ['forEach', 'entries']]]) for (const name of names) prototype[name] = ${THROWING};`,
  ),
  shared('an application that breaks JSON runs on', `JSON.stringify = ${THROWING}; JSON.parse = ${THROWING};`),
  shared(
    'an application that breaks timers runs on',
    `globalThis.setTimeout = ${THROWING}; globalThis.setInterval = ${THROWING}; globalThis.clearTimeout = ${THROWING}; globalThis.queueMicrotask = ${THROWING};`,
  ),
  shared(
    'an application that breaks promises runs on',
    `Promise.prototype.catch = ${THROWING}; Promise.resolve = ${THROWING}; Promise.prototype.finally = ${THROWING};`,
  ),
  shared(
    'an application that breaks the making of error texts runs on',
    `Error.prepareStackTrace = ${THROWING}; Error.stackTraceLimit = 0; Object.defineProperty(Error.prototype, 'message', { get: ${THROWING} });`,
  ),
  shared(
    'an application that removes every listener of its process runs on',
    `const listeners = process.listeners('over'); for (const name of process.eventNames()) if (name !== 'exit') process.removeAllListeners(name); for (const one of listeners) process.once('over', one);`,
  ),
  shared(
    'an application that patches workers and channels runs on',
    `const threads = (await import('node:worker_threads')).default; threads.Worker.prototype.postMessage = ${THROWING}; threads.MessagePort.prototype.postMessage = ${THROWING};`,
  ),
  shared(
    'an application that spoils its own settings in the environment runs on',
    `process.env.HEAPGAUGE_PERIOD = 'nonsense'; process.env = Object.freeze({});`,
  ),
  shared(
    'an application that has no fetch, no URL and no AbortController any more runs on',
    `for (const name of ['fetch', 'URL', 'AbortController', 'performance', 'structuredClone', 'TextDecoder']) delete globalThis[name];`,
  ),
  {
    name: 'an application under which any deprecation or rejection is fatal runs on',
    part: 'globals',
    program: WORKS,
    nodeOptions: ['--throw-deprecation', '--pending-deprecation', '--unhandled-rejections=strict', '--trace-warnings'],
  },
  {
    name: 'an application with many of the flags of Node.js runs on',
    part: 'globals',
    program: WORKS,
    nodeOptions: [
      '--disable-proto=throw',
      '--preserve-symlinks',
      '--zero-fill-buffers',
      '--no-deprecation',
      '--enable-source-maps',
      '--jitless',
      '--max-semi-space-size=1',
      '--no-experimental-fetch',
      '--interpreted-frames-native-stack',
      '--disallow-code-generation-from-strings',
      '--force-context-aware',
      '--trace-uncaught',
      '--insecure-http-parser',
      '--disable-wasm-trap-handler',
    ],
  },
  {
    name: 'an application that counts asynchronous resources counts none of ours for long',
    part: 'globals',
    program: `import { createHook } from 'node:async_hooks';
let alive = 0;
let most = 0;
createHook({ init() { alive += 1; }, destroy() { alive -= 1; } }).enable();
${WORKS}
process.once('over', () => console.log(alive < 200));`,
    provoke: () => pause(1500),
    met: ({ bare }) => {
      assert.match(bare.stdout, /true/);
    },
  },
  {
    name: 'an application that starts the monitor within a store of AsyncLocalStorage can drop that store',
    part: 'globals',
    seen: true,
    watched: 'in code',
    nodeOptions: ['--expose-gc'],
    program: `import { AsyncLocalStorage } from 'node:async_hooks';
const storage = new AsyncLocalStorage();
const work = setInterval(() => undefined, 20);
let seen = 'none';
let store = { big: new Array(1000).fill(0) };
const reference = new WeakRef(store);
// What is imported within a store for the first time keeps it by itself, whatever is imported.
if (process.env.WATCHED) await import('heapgauge');
await storage.run(store, async () => {
  ${MONITORED}
  monitor?.on('report', () => { if (storage.getStore() !== undefined) seen = 'a store'; });
});
store = undefined;
process.once('over', async () => {
  for (let n = 0; n < 20 && reference.deref() !== undefined; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    gc();
  }
  console.log(reference.deref() === undefined ? 'dropped' : 'kept', seen);
  clearInterval(work);
});
process.stdout.write('ready\\n');`,
    provoke: () => pause(800),
    met: ({ bare }) => {
      assert.match(bare.stdout, /dropped none/);
    },
  },
  {
    name: 'an application that runs code of other realms runs on',
    part: 'globals',
    program: `import vm from 'node:vm';
${WORKS}
const contexts = [];
setInterval(() => { contexts.push(vm.runInNewContext('({ kept: Array.from({ length: 1000 }, (_, n) => ({ n })) })')); if (contexts.length > 20) contexts.length = 0; }, 50).unref();`,
    provoke: () => pause(1500),
  },
];
