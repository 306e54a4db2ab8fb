import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveOptions } from '../../src/application/options.js';
import { memoryShares, profileBytes, threadLimits } from '../../src/threads/memory-limits.js';

const MEBIBYTE = 2 ** 20;

describe('the memory that heapgauge may take', () => {
  it('the memory is 64 MiB unless somebody says otherwise, from 40 MiB to 4 GiB', () => {
    assert.equal(resolveOptions().samplerMemoryBytes, 64 * MEBIBYTE);
    assert.equal(resolveOptions({ samplerMemory: '1GiB' }).samplerMemoryBytes, 1024 * MEBIBYTE);
    assert.throws(() => resolveOptions({ samplerMemory: '8MiB' }), /samplerMemory/);
  });

  it('the shares and what a sampler takes in any case are together no more than there is', () => {
    for (const mebibytes of [40, 64, 256, 4096]) {
      const shares = memoryShares(mebibytes * MEBIBYTE);
      const { profileBytes: profile, sourceMapBytes, frameBytes, sites } = shares;
      assert.ok(profile + sourceMapBytes + frameBytes + sites * 5000 <= (mebibytes - 29) * MEBIBYTE);
      assert.ok(shares.sites > 0);
    }
  });

  it('at 64 MiB a profile of twenty thousand samples or of seven thousand stacks can be read', () => {
    const { profileBytes: most } = memoryShares(64 * MEBIBYTE);
    assert.ok(profileBytes({ samples: 20_000, nodes: 1000 }) < most);
    assert.ok(profileBytes({ samples: 1000, nodes: 7000 }) < most);
  });

  it('the heap of the thread has room for an answer that nobody foresaw, and a small young generation', () => {
    assert.deepEqual(threadLimits(64 * MEBIBYTE), { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 });
    assert.equal(threadLimits(4096 * MEBIBYTE).maxOldGenerationSizeMb, 4096);
    assert.equal(threadLimits(4096 * MEBIBYTE).maxYoungGenerationSizeMb, 48);
  });
});
