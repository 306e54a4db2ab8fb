import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomFrom } from '../../support/random.js';
import { countFalseAlarms } from './false-alarms.js';
import { simulateProcess } from './process.js';
import { HARMLESS_SHAPES, leakAt } from './shapes.js';
import { sampleScript } from './site-script.js';

// Everything here is seeded, so that it turns out the same each time.

describe('simulated processes of fifty sites', () => {
  for (const shape of HARMLESS_SHAPES) {
    it(`a simulated day raises no false alarm where all sites are of the shape ${shape.name}`, () => {
      // With this seed a collection comes before nearly every read; whole weeks are the bench's.
      assert.deepEqual(countFalseAlarms(shape, 1, 1), { site: 0, caller: 0 });
    });
  }

  it('half a simulated day has alarms at the leak and what calls it alone, where sites of all shapes and one leak are together', () => {
    const shapes = [leakAt(5 * 1024), ...Array.from({ length: 7 }, () => HARMLESS_SHAPES).flat()];
    // Once the leak has filled the heap, whatever else grows is a danger, too.
    const alarms = [...simulateProcess(shapes, { seed: 2, seconds: 12 * 3600 })].filter(({ isLeaking }) => isLeaking);
    assert.deepEqual(
      alarms.flatMap(({ kind, name }) => (kind === 'site' ? [name] : [])),
      ['site 0'],
    );
    const callers = new Set(['main', 'serve', 'handler 0', 'step 0.0']);
    assert.ok(alarms.every(({ kind, name }) => kind === 'site' || callers.has(name)));
    assert.ok((alarms[0]?.seconds ?? 0) < 2 * 3600, 'within two hours');
  });
});

describe('the simulation', () => {
  it('the simulation turns out the same for the same seed, and differently for another', () => {
    const hours = (seed: number): number[] =>
      [...simulateProcess([leakAt(2000)], { seed, seconds: 86_400 })].map(({ seconds }) => seconds);
    assert.deepEqual(hours(5), hours(5));
    assert.notDeepEqual(hours(5), hours(6));
  });

  for (const objectBytes of [64, 50_000, 400_000]) {
    it(`the simulation samples objects of ${objectBytes} bytes without bias`, () => {
      const random = randomFrom(3);
      const bytes = 2 ** 30;
      const allocate = (fromSeconds: number, toSeconds: number): object[] => [
        { bytes, fromSeconds, toSeconds, deathOf: () => Infinity },
      ];
      const script = { objectBytes, allocate } as Parameters<typeof sampleScript>[0];
      const stretch = { fromSeconds: 0, toSeconds: 60, seenSeconds: 60 };
      const samples = sampleScript(script, stretch, { random, intervalBytes: 131_072 });
      const estimate = samples.reduce((sum, { weightBytes }) => sum + weightBytes, 0);
      const standardError = Math.sqrt(samples.reduce((sum, { weightBytes }) => sum + weightBytes ** 2, 0));
      assert.ok(Math.abs(estimate - bytes) < 4 * standardError, `${estimate} ± ${standardError} of ${bytes}`);
    });
  }
});
