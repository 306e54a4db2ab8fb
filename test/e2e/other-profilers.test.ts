import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StarterName } from '../../src/index.js';
import type { Outcome } from '../fixtures/other-profilers.js';
import { fixture, runNode } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

/** The name of an order, what the monitor's starter has to be at its points, and how often the application samples. */
const ORDERS: ReadonlyArray<readonly [order: string, isOurs: readonly boolean[], runs: number]> = [
  ['theirs-first', [false, true], 1],
  ['ours-first', [true, false, true], 1],
  ['ours-stops', [true], 1],
  ['restarts', [true, true, false], 4],
  ['continuous', [true, false, true], 5],
];

/** The samples of a megabyte at the application's interval of 1 KiB; at the monitor's there would be 8. */
const LEAST_SAMPLES = 500;

describe('an application with a heap profiler of its own beside a monitor', () => {
  for (const [order, isOurs, runs] of ORDERS) {
    for (const way of STARTERS_HERE) {
      for (const starter of new Set<StarterName | 'auto'>(['auto', way])) {
        const title = `${order}, the application's through ${way}, the monitor's through ${starter}`;
        it(`the application's profiler goes first and the monitor's comes back: ${title}`, async () => {
          const { code, stdout, stderr } = await runNode(fixture('other-profilers'), {
            arguments: [order, way, starter],
          });
          assert.equal(code, 0, stderr);
          const outcome = JSON.parse(stdout) as Outcome;
          assert.deepEqual(outcome.thrown, [], 'the application saw an error');
          assert.equal(outcome.samples.length, runs);
          for (const count of outcome.samples)
            assert.ok(count !== null && count > LEAST_SAMPLES, `${count} samples, not at the application's interval`);
          assert.deepEqual(
            outcome.starters.map((name) => name !== 'none'),
            isOurs,
          );
          assert.equal(outcome.isRunningAtEnd, isOurs.at(-1) === false || order === 'ours-stops');
          assert.equal(
            stderr.match(/sites are unavailable: another heap profiler is already running/g)?.length,
            1,
            stderr,
          );
        });
      }
    }
  }
});
