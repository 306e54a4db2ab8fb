/**
 * Holds a heap of some 160 MiB, allocated by 500 functions, and does nothing. On SIGTERM it prints what it has cost once
 * it had settled: heapgauge's thread has started by then.
 */
import process from 'node:process';
import { runInThisContext } from 'node:vm';
import { type ProcessCost, SETTLING_SECONDS } from './settled.js';

const FUNCTIONS = 500;
const OBJECTS_A_FUNCTION = 2000;

type Allocate = (count: number) => object[];

const held: object[][] = [];
for (let n = 0; n < FUNCTIONS; n += 1) {
  const allocate = runInThisContext(
    `(function allocate${n}(count) {
       const all = [];
       for (let n = 0; n < count; n += 1) all.push({ n, next: { n }, list: [n, n, n] });
       return all;
     })`,
    { filename: `/application/allocate-${n}.js` },
  ) as Allocate;
  held.push(allocate(OBJECTS_A_FUNCTION));
}

let beginSeconds = performance.now() / 1000;
let beginUsage = process.cpuUsage();
setTimeout(() => {
  beginSeconds = performance.now() / 1000;
  beginUsage = process.cpuUsage();
}, SETTLING_SECONDS * 1000);
setInterval(() => held.length, 1000);

process.once('SIGTERM', () => {
  const { user, system } = process.cpuUsage(beginUsage);
  const cost: ProcessCost = {
    residentBytes: process.memoryUsage.rss(),
    processorSeconds: (user + system) / 1e6,
    seconds: performance.now() / 1000 - beginSeconds,
  };
  process.stdout.write(`${JSON.stringify(cost)}\n`, () => process.exit(0));
});
