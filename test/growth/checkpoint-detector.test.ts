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

describe('CheckpointDetector', () => {
  it('the detector makes no checkpoint of reads alone', () => {
    const detector = new CheckpointDetector();
    assert.equal(detector.observe(readAt(1), undefined), undefined);
    assert.equal(detector.observe(readAt(2), undefined), undefined);
  });

  it('the detector makes a checkpoint with the first read after a collection, at the end of the last read before it', () => {
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), undefined);
    assert.equal(detector.observe(readAt(3), collectionAt(2)), readAt(1).endSeconds);
  });

  it('the detector makes no checkpoint of a collection from before the first read', () => {
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), collectionAt(0.5));
    assert.equal(detector.observe(readAt(2), collectionAt(0.5)), undefined);
  });

  it('the detector makes no checkpoint of a collection that started before the end of the first read', () => {
    for (const startSeconds of [1.05, 1.1]) {
      const detector = new CheckpointDetector();
      detector.observe(readAt(1), undefined);
      assert.equal(detector.observe(readAt(3), { startSeconds, endSeconds: 2 }), undefined);
    }
  });

  it('the detector makes a checkpoint only with a read that began after the end of the collection', () => {
    const collection = { startSeconds: 2, endSeconds: 3.05 };
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), undefined);
    assert.equal(detector.observe(readAt(3), collection), undefined);
    assert.equal(detector.observe(readAt(4), collection), readAt(1).endSeconds);
  });

  it('the detector makes one checkpoint of one collection', () => {
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), undefined);
    detector.observe(readAt(3), collectionAt(2));
    assert.equal(detector.observe(readAt(4), collectionAt(2)), undefined);
  });

  it('the detector makes no second checkpoint at the same read', () => {
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), undefined);
    detector.observe(readAt(3), collectionAt(2));
    assert.equal(detector.observe(readAt(4), { startSeconds: 3.05, endSeconds: 3.5 }), undefined);
  });

  it('the detector puts the checkpoint before its collection, however late it hears of that', () => {
    const detector = new CheckpointDetector();
    for (let seconds = 1; seconds < 40; seconds += 1) detector.observe(readAt(seconds), undefined);
    assert.equal(detector.observe(readAt(40), collectionAt(9.5)), readAt(9).endSeconds);
  });

  it('the detector makes a checkpoint of each collection that comes between two reads', () => {
    const detector = new CheckpointDetector();
    detector.observe(readAt(1), undefined);
    for (let seconds = 2; seconds < 2000; seconds += 1)
      assert.equal(detector.observe(readAt(seconds), collectionAt(seconds - 0.5)), readAt(seconds - 1).endSeconds);
  });

  it('the detector forgets reads that have waited long for a collection', () => {
    const detector = new CheckpointDetector();
    for (let seconds = 0; seconds < 300; seconds += 1) detector.observe(readAt(seconds), undefined);
    assert.equal(detector.observe(readAt(300), collectionAt(0.5)), undefined);
    assert.equal(detector.observe(readAt(301), collectionAt(100.5)), readAt(100).endSeconds);
  });
});
