import { createRequire } from 'node:module';
import * as v8 from 'node:v8';
import type { StarterName } from '../../src/index.js';

/** The starters that this machine has, in their order of choice; a suite runs once with each. */
export const STARTERS_HERE: readonly StarterName[] = (
  [
    ['v8', 'startHeapProfile' in v8],
    ['v8-profiler-next', resolves('v8-profiler-next')],
    ['datadog', resolves('@datadog/pprof')],
    ['inspector', true],
  ] as const
)
  .filter(([, here]) => here)
  .map(([name]) => name);

function resolves(name: string): boolean {
  try {
    createRequire(import.meta.url)(name);
    return true;
  } catch {
    return false;
  }
}
