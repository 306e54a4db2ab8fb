import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, runNode } from '../support/run-node.js';
import { STARTERS_HERE } from '../support/starters.js';

const REGISTER = ['--import', 'heapgauge/register'];

for (const starter of STARTERS_HERE) {
  // Reads follow one another closely, so that an end at any moment meets one under way.
  const env = {
    HEAPGAUGE_STARTER: starter,
    HEAPGAUGE_PERIOD: '100ms',
    HEAPGAUGE_MAX_PAUSE_RATIO: '1',
    HEAPGAUGE_PORT: '0',
    HEAPGAUGE_LOG_LEVEL: 'error',
  };

  describe(`the end of an application watched through ${starter}`, () => {
    for (const [how, code] of [
      ['natural', 0],
      ['exit', 3],
    ] as const) {
      for (const milliseconds of [0, 50, 100, 300, 507]) {
        it(`an application watched through ${starter} ends its own way: ${how} after ${milliseconds} ms`, async () => {
          const ended = await runNode(fixture('application'), {
            nodeOptions: REGISTER,
            env,
            arguments: [how, String(milliseconds)],
          });
          assert.deepEqual(ended, { code, signal: null, stdout: 'application 10000\n', stderr: '' });
        });
      }
    }

    it(`an application watched through ${starter} shows the error it died of and nothing of heapgauge`, async () => {
      const ended = await runNode(fixture('application'), { nodeOptions: REGISTER, env, arguments: ['throw', '300'] });
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, /Error: thrown by the application/);
      assert.doesNotMatch(ended.stderr, /heapgauge|debugger/i);
    });
  });
}

describe('the end of an application while the sampler thread loads its program', () => {
  it('the application ends its own way at each of sixty moments', async () => {
    const env = { HEAPGAUGE_PORT: '0', HEAPGAUGE_LOG_LEVEL: 'error' };
    for (let first = 0; first < 120; first += 8) {
      const moments = [0, 2, 4, 6].map((more) => String(first + more));
      const ends = await Promise.all(
        moments.map((moment) =>
          runNode(fixture('application'), { nodeOptions: REGISTER, env, arguments: ['exit', moment] }),
        ),
      );
      for (const ended of ends) {
        assert.deepEqual(ended, { code: 3, signal: null, stdout: 'application 10000\n', stderr: '' });
      }
    }
  });
});
