import { compileFunction } from 'node:vm';
import { serveTraffic } from '../traffic.js';
import type { Workload } from '../workload.js';

const HANDLERS = 400;

/** Code that is compiled by V8 when it is first called, about 3 KB of source each. */
function sourceOf(handler: number): string {
  const steps = Array.from({ length: 40 }, (_, n) => `total += (request * ${handler + n}) % ${n + 2};`);
  return `return function handler${handler}(request) { let total = 0; ${steps.join(' ')} return { total, request }; };`;
}

const handlers = new Map<number, (request: number) => unknown>();

function callHandler(handler: number, request: number): unknown {
  let found = handlers.get(handler);
  if (found === undefined) {
    found = (compileFunction(sourceOf(handler)) as () => (request: number) => unknown)();
    handlers.set(handler, found);
  }
  return found(request);
}

export const lazyCode: Workload = {
  name: 'lazy-code',
  description: 'handlers are compiled when first called, the rare ones half a minute after the start',
  start(lab) {
    serveTraffic(lab);
    lab.perSecond(100, (request) => {
      // The square of a uniform number: some handlers are asked for twenty times as often as others.
      callHandler(Math.floor(lab.random.uniform() ** 2 * HANDLERS), request);
    });
  },
};
