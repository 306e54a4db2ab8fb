import { compileFunction } from 'node:vm';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const MODULES = 400;
const FUNCTIONS_EACH = 12;

const loaded: unknown[] = [];

/** Source of a module with a table and functions of its own, about 2 KB. */
function sourceOf(module: number): string {
  const functions = Array.from(
    { length: FUNCTIONS_EACH },
    (_, n) =>
      `function part${n}(value) { return { module: ${module}, part: ${n}, value, twice: [value, value + ${n}] }; }`,
  );
  const table = Array.from({ length: 60 }, (_, n) => module * n);
  const parts = functions.map((_, n) => `part${n}(${n})`);
  return `${functions.join('\n')}\nreturn { table: ${JSON.stringify(table)}, parts: [${parts.join(', ')}], part0 };`;
}

function loadModule(module: number): void {
  if (module < MODULES) loaded.push((compileFunction(sourceOf(module)) as () => unknown)());
}

export const moduleLoading: Workload = {
  name: 'module-loading',
  description: 'start-up: 400 modules are compiled and run in the first 8 seconds',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(MODULES / 8, loadModule);
  },
};
