import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heapRoom } from '../../src/sampler/heap-room.js';

const MEBIBYTE = 2 ** 20;

function room(mebibytes: { limit: number; memory: number; rss: number; committed: number }, used: number): number[] {
  const sizes = {
    heapLimitBytes: mebibytes.limit * MEBIBYTE,
    memoryLimitBytes: mebibytes.memory * MEBIBYTE,
    rssBytes: mebibytes.rss * MEBIBYTE,
    heapCommittedBytes: mebibytes.committed * MEBIBYTE,
  };
  const { roomBytes, limitBytes } = heapRoom(sizes, used * MEBIBYTE);
  return [roomBytes / MEBIBYTE, limitBytes / MEBIBYTE];
}

describe('heapRoom', () => {
  it("is up to V8's limit where there is memory enough", () => {
    assert.deepEqual(room({ limit: 2048, memory: 16_384, rss: 300, committed: 200 }, 150), [1898, 2048]);
  });

  it('is up to the limit of a container that is smaller than the heap may become', () => {
    // 100 MiB lie outside the heap, and the heap has 50 MiB that it does not use.
    assert.deepEqual(room({ limit: 4096, memory: 512, rss: 300, committed: 200 }, 150), [262, 512]);
  });

  it('is never below zero', () => {
    assert.deepEqual(room({ limit: 4096, memory: 512, rss: 700, committed: 200 }, 190), [0, 512]);
    assert.deepEqual(room({ limit: 100, memory: 512, rss: 200, committed: 150 }, 101), [0, 100]);
  });
});
