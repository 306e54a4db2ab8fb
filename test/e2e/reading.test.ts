import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiteReport } from '../../src/index.js';
import { fixture, runNode, type RunOptions } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

async function run(
  name: string,
  starter: string,
  options: Pick<RunOptions, 'nodeOptions' | 'isPatient'> = {},
): Promise<unknown> {
  const { code, stdout, stderr } = await runNode(fixture(name), {
    arguments: [starter],
    timeoutSeconds: 120,
    ...options,
  });
  assert.equal(code, 0, stderr);
  if (starter === 'inspector') assert.match(stderr, /^(heapgauge: .*forces a full garbage collection.*\n)?$/);
  else assert.equal(stderr, '');
  return JSON.parse(stdout);
}

for (const starter of STARTERS_HERE) {
  describe(`reading a profiler started by ${starter}`, () => {
    it(`a profiler started by ${starter} finds every object at interval 1, with its bytes`, async () => {
      // Compiled in the background, a function may get its code while its objects are counted, 200 KB under its name.
      const interpreted = ['--no-opt', '--no-maglev', '--no-sparkplug'];
      const { result, expected } = (await run('exact', starter, { nodeOptions: interpreted })) as {
        result: { site: SiteReport; standardErrorBytes: number };
        expected: { samples: number; bytes: number };
      };
      assert.equal(result.site.samples, expected.samples);
      assert.ok(Math.abs(result.site.liveBytes / expected.bytes - 1) < 0.02, `${result.site.liveBytes} bytes`);
      assert.ok(result.standardErrorBytes < 1000, `nothing is uncertain, but ± ${result.standardErrorBytes}`);
    });

    // 200 runs: the mean has a deviation of 0.07 and their deviation one of 0.05, so the limits stand at 6 sigma
    // or more and a sound estimator fails less than once in 10 million times.
    it(`estimates at 64 KiB are without bias and spread as they state, with a profiler started by ${starter}`, async () => {
      const scores = (await run('z-scores', starter, { isPatient: true })) as number[];
      const mean = scores.reduce((sum, z) => sum + z, 0) / scores.length;
      const deviation = Math.sqrt(scores.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (scores.length - 1));
      assert.ok(Math.abs(mean) <= 0.5, `mean ${mean}`);
      assert.ok(deviation >= 0.7 && deviation <= 1.4, `deviation ${deviation}`);
    });

    it(`a profiler started by ${starter} is read while the main thread is in a synchronous loop`, async () => {
      const { during } = (await run('blocked', starter)) as { during: number };
      assert.ok(during >= 2, `${during} reads in two seconds`);
    });

    it(`reading a profiler started by ${starter} forces ${starter === 'inspector' ? 'a' : 'no'} collection`, async () => {
      const counted = (await run('collections', starter, { nodeOptions: ['--no-memory-reducer'] })) as {
        withReads: number;
        without: number;
      };
      if (starter === 'inspector') assert.ok(counted.withReads >= 20, `${counted.withReads} collections in 20 reads`);
      // One may come of itself, in either time.
      else assert.ok(counted.withReads <= counted.without + 1, `${counted.withReads} collections in 20 reads`);
    });
  });
}
