import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointDetector } from '../../src/growth/checkpoint-detector.js';

/** A read of a tenth of a second. */
function readAt(startSeconds: number): { startSeconds: number; endSeconds: number } {
  return { startSeconds, endSeconds: startSeconds + 0.1 };
}

/** A collection of a tenth of a second. */
function collectionAt(startSeconds: number): { startSeconds: number; endSeconds: number } {
  return { startSeconds, endSeconds: startSeconds + 0.1 };
}

describe('a checkpoint', () => {
  it('is not made by reads alone', () => {
    const log = new CheckpointDetector();
    assert.equal(log.observe(readAt(1), undefined), undefined);
    assert.equal(log.observe(readAt(2), undefined), undefined);
  });

  it('is made by the first read after a collection, and stands at the end of the last read before it', () => {
    const log = new CheckpointDetector();
    log.observe(readAt(1), undefined);
    assert.equal(log.observe(readAt(3), collectionAt(2)), readAt(1).endSeconds);
  });

  it('is not made by a collection from before the first read', () => {
    const log = new CheckpointDetector();
    log.observe(readAt(1), collectionAt(0.5));
    assert.equal(log.observe(readAt(2), collectionAt(0.5)), undefined);
  });

  it('is not made by a collection that started before the end of the first read', () => {
    for (const startSeconds of [1.05, 1.1]) {
      const log = new CheckpointDetector();
      log.observe(readAt(1), undefined);
      assert.equal(log.observe(readAt(3), { startSeconds, endSeconds: 2 }), undefined);
    }
  });

  it('waits for a read that began after the end of the collection', () => {
    const collection = { startSeconds: 2, endSeconds: 3.05 };
    const log = new CheckpointDetector();
    log.observe(readAt(1), undefined);
    assert.equal(log.observe(readAt(3), collection), undefined);
    assert.equal(log.observe(readAt(4), collection), readAt(1).endSeconds);
  });

  it('is made once by one collection', () => {
    const log = new CheckpointDetector();
    log.observe(readAt(1), undefined);
    log.observe(readAt(3), collectionAt(2));
    assert.equal(log.observe(readAt(4), collectionAt(2)), undefined);
  });

  it('is not made by a second collection before the same read', () => {
    const log = new CheckpointDetector();
    log.observe(readAt(1), undefined);
    log.observe(readAt(3), collectionAt(2));
    assert.equal(log.observe(readAt(4), { startSeconds: 3.05, endSeconds: 3.5 }), undefined);
  });

  it('stands before its collection, however late that is heard of', () => {
    const log = new CheckpointDetector();
    for (let seconds = 1; seconds < 40; seconds += 1) log.observe(readAt(seconds), undefined);
    assert.equal(log.observe(readAt(40), collectionAt(9.5)), readAt(9).endSeconds);
  });

  it('is made again and again, a collection between two reads each', () => {
    const log = new CheckpointDetector();
    log.observe(readAt(1), undefined);
    for (let seconds = 2; seconds < 2000; seconds += 1)
      assert.equal(log.observe(readAt(seconds), collectionAt(seconds - 0.5)), readAt(seconds - 1).endSeconds);
  });
});

describe('reads that wait for a collection', () => {
  it('are forgotten when they have waited for long', () => {
    const log = new CheckpointDetector();
    for (let seconds = 0; seconds < 300; seconds += 1) log.observe(readAt(seconds), undefined);
    assert.equal(log.observe(readAt(300), collectionAt(0.5)), undefined);
    assert.equal(log.observe(readAt(301), collectionAt(100.5)), readAt(100).endSeconds);
  });
});
