import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StarterName } from '../../src/index.js';
import type { Outcome } from '../fixtures/other-profilers.js';
import { fixture, runNode } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

/** The name of an order, whose profiler the monitor has to read at its points, and how often the application samples. */
const ORDERS: ReadonlyArray<readonly [order: string, isOurs: readonly boolean[], runs: number]> = [
  ['theirs-first', [false, true], 2],
  ['ours-first', [true, false, true], 1],
  ['ours-stops', [true], 1],
  ['restarts', [true, true, false], 4],
  ['continuous', [true, false, true], 5],
];

/** The application's interval. */
const INTERVAL_BYTES = 1024;

/** The samples of a megabyte at the application's interval; at the monitor's there would be 8. */
const LEAST_SAMPLES = 500;

/** Far more than the second after which the monitor looks, as machines are busy. */
const MOST_SECONDS = 15;

describe('an application with a heap profiler of its own beside a monitor', () => {
  for (const [order, isOurs, runs] of ORDERS) {
    for (const way of STARTERS_HERE) {
      for (const starter of new Set<StarterName | 'auto'>(['auto', way])) {
        const title = `${order}, the application's through ${way}, the monitor's through ${starter}`;
        it(`the application's profiler goes first, is read along with, and the monitor's comes back: ${title}`, async () => {
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
            outcome.starters.map((name) => name !== 'other'),
            isOurs,
          );
          assert.equal(outcome.starters.includes('none'), false);
          for (const interval of outcome.intervals) {
            assert.ok(interval >= INTERVAL_BYTES && interval < 1.05 * INTERVAL_BYTES, `an interval of ${interval}`);
          }
          assert.equal(outcome.seenBytes.length, order === 'theirs-first' ? 2 : 0);
          // V8's own, made as it compiles the function, counts there too; by another interval they would be 128 times as many.
          for (const bytes of outcome.seenBytes) {
            assert.ok(bytes !== undefined && bytes > 1.7e6 && bytes < 3e6, `${bytes} bytes of two megabytes`);
          }
          for (const seconds of outcome.secondsUntilOurs) assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
          assert.equal(outcome.isRunningAtEnd, isOurs.at(-1) === false || order === 'ours-stops');
          const line =
            /^heapgauge: another heap profiler was started first .* about 1\.0\d KiB apart instead of 128 KiB$/gm;
          assert.equal(stderr.match(line)?.length ?? 0, outcome.intervals.length > 0 ? 1 : 0, stderr);
        });
      }
    }
  }
});
