import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getHeapStatistics } from 'node:v8';
import { heapLimitBytes, youngGenerationBytes } from '../../src/v8/heap-limit.js';
import { ROOT, startProgram } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;

/** Gives the young generation, in MiB, of a heap whose limits are in MiB, too. */
function young(sizeLimit: number, flags: readonly string[] = [], memory = 24_105.4): number {
  const bytes = youngGenerationBytes({ sizeLimitBytes: sizeLimit * MEBIBYTE, flags, memoryBytes: memory * MEBIBYTE });
  return bytes / MEBIBYTE;
}

describe('the young generation that V8 counts into the limit of a heap', () => {
  it('the young generation is what the limit is above the flag for the old one, in Node 20, 24 and 26', () => {
    const flags = ['--max-old-space-size=96'];
    assert.deepEqual([young(144, flags), young(288, flags), young(192, flags)], [48, 192, 96]);
  });

  it('the young generation is three semi-spaces of the flag, rounded up to a power of two', () => {
    assert.equal(young(4108, ['--max-semi-space-size=3']), 12);
    assert.equal(young(108, ['--max-old-space-size=96', '--max_semi_space_size=4']), 12);
  });

  it('the last flag of a name counts, with hyphens or underscores, and 0 is as good as none', () => {
    assert.equal(young(144, ['--max-old-space-size=128', '--max_old_space_size=96']), 48);
    assert.equal(young(144, ['--max-old-space-size=96', '--max-semi-space-size=0']), 48);
    assert.equal(young(4144, ['--max-old-space-size=0']), 48);
  });

  it('the young generation is what the limit is above a share of the memory, in Node 24', () => {
    assert.equal(young(2602, ['--max-old-space-size-percentage=10']), 192);
  });

  it('without flags the old generation has half the memory, and no more than 2 or 4 GiB', () => {
    assert.deepEqual([young(4144), young(4288), young(4192)], [48, 192, 96]);
    assert.equal(young(2096, [], 8000), 48);
    assert.equal(young(1024 + 24, [], 2048), 24);
    assert.equal(young(256 + 3, [], 512), 3);
  });

  it('where nothing explains a limit, the young generation is the largest that V8 gives a heap by itself', () => {
    for (const limit of [96, 200, 1000]) {
      const share = young(limit, [`--max-heap-size=${limit}`]) / limit;
      assert.ok(share > 0.04 && share < 0.05, `${share}`);
    }
  });

  it('flags that say nothing, or more than there is, are passed over', () => {
    for (const flag of [
      '--max-old-space-size',
      '--max-old-space-size=x',
      '--max-old-space-size=9999',
      '',
      '=',
      'app',
    ]) {
      assert.equal(young(4144, [flag]), 48, flag);
    }
  });
});

describe('the use of a heap at which V8 ends the process', () => {
  const limit = (size: number, youngMebibytes: number): number =>
    heapLimitBytes(size * MEBIBYTE, youngMebibytes * MEBIBYTE) / MEBIBYTE;

  it('a semi-space of the old generation stays unused, 16 MiB at most', () => {
    assert.deepEqual([limit(99, 3), limit(144, 48), limit(4288, 192)], [95, 80, 4080]);
  });

  it('four fifths of the old generation at least are used', () => {
    assert.ok(Math.abs(limit(112, 48) / (0.8 * 64) - 1) < 1e-9);
    assert.equal(limit(0, 48), 0);
  });

  it('a limit that was raised near the end is higher by as much', () => {
    assert.equal(limit(200, 48) - limit(144, 48), 56);
  });

  it('this very process has a limit below V8’s own number', () => {
    const sizeLimit = getHeapStatistics().heap_size_limit;
    assert.ok(heapLimitBytes(sizeLimit) < sizeLimit && heapLimitBytes(sizeLimit) > 0.7 * sizeLimit);
  });

  for (const [way, env, args] of [
    ['on the command line', {}, ['--max-old-space-size=96']],
    ['in NODE_OPTIONS', { NODE_OPTIONS: '"--max_old_space_size=96"' }, []],
    [
      'in both, where the command line counts',
      { NODE_OPTIONS: '--max-old-space-size=300' },
      ['--max-old-space-size=96'],
    ],
  ] as const) {
    it(`a process with 96 MiB has a limit of 80 MiB or a little more by a flag ${way}`, async () => {
      const program = `
        import { getHeapStatistics } from 'node:v8';
        import { heapLimitBytes } from './dist/src/v8/heap-limit.js';
        console.log(heapLimitBytes(getHeapStatistics().heap_size_limit) / 2 ** 20);`;
      const { ended } = startProgram(process.execPath, [...args, '--input-type=module', '--eval', program], {
        cwd: ROOT,
        env,
      });
      const { stdout, stderr } = await ended;
      assert.equal(Number(stdout), 80, stderr);
    });
  }
});
