import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckpointLog } from '../../src/growth/checkpoints.js';

/** A read of a tenth of a second. */
function readAt(startSeconds: number): { startSeconds: number; endSeconds: number } {
  return { startSeconds, endSeconds: startSeconds + 0.1 };
}

/** A collection of a tenth of a second. */
function collectionAt(startSeconds: number): { startSeconds: number; endSeconds: number } {
  return { startSeconds, endSeconds: startSeconds + 0.1 };
}

/** Reads at the given seconds with a collection half a second before each but the first; a checkpoint a read. */
function logOf(readSeconds: readonly number[]): CheckpointLog {
  const log = new CheckpointLog(0);
  readSeconds.forEach((seconds, n) => {
    log.observe(readAt(seconds), n === 0 ? undefined : collectionAt(seconds - 0.5));
  });
  return log;
}

/** `count` numbers from 0, `step` apart. */
function every(step: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n * step);
}

describe('a checkpoint', () => {
  it('is not made by reads alone', () => {
    const log = new CheckpointLog(0);
    assert.deepEqual(log.observe(readAt(1), undefined), { isNew: false, current: -1 });
    assert.deepEqual(log.observe(readAt(2), undefined), { isNew: false, current: -1 });
  });

  it('is made by the first read after a collection between two reads', () => {
    const log = new CheckpointLog(0);
    log.observe(readAt(1), undefined);
    const outcome = log.observe(readAt(3), collectionAt(2));
    assert.deepEqual(outcome, { isNew: true, current: 0, collectionStartSeconds: 2 });
  });

  it('is not made by a collection from before the first read', () => {
    const log = new CheckpointLog(0);
    log.observe(readAt(1), collectionAt(0.5));
    assert.equal(log.observe(readAt(2), collectionAt(0.5)).isNew, false);
  });

  it('is not made by a collection that started before the end of the first read', () => {
    for (const startSeconds of [1.05, 1.1]) {
      const log = new CheckpointLog(0);
      log.observe(readAt(1), undefined);
      assert.equal(log.observe(readAt(3), { startSeconds, endSeconds: 2 }).isNew, false);
    }
  });

  it('waits for a read that began after the end of the collection', () => {
    const collection = { startSeconds: 2, endSeconds: 3.05 };
    const log = new CheckpointLog(0);
    log.observe(readAt(1), undefined);
    assert.equal(log.observe(readAt(3), collection).isNew, false);
    assert.equal(log.observe(readAt(4), collection).isNew, true);
  });

  it('is made once by one collection', () => {
    const log = new CheckpointLog(0);
    log.observe(readAt(1), undefined);
    log.observe(readAt(3), collectionAt(2));
    assert.deepEqual(log.observe(readAt(4), collectionAt(2)), { isNew: false, current: 0 });
  });

  it('is not made by a second collection before the same read', () => {
    const collection = { startSeconds: 3.05, endSeconds: 3.5 };
    const log = new CheckpointLog(0);
    log.observe(readAt(1), undefined);
    log.observe(readAt(3), collectionAt(2));
    assert.equal(log.observe(readAt(4), collection).isNew, false);
  });

  it('stands at the end of the last read before its collection, however late that is heard of', () => {
    const log = new CheckpointLog(0);
    log.observe(readAt(1), undefined);
    log.observe(readAt(3), collectionAt(2));
    for (let seconds = 4; seconds < 40; seconds += 1) log.observe(readAt(seconds), collectionAt(2));
    assert.equal(log.observe(readAt(40), collectionAt(9.5)).isNew, true);
    assert.equal(log.window().seconds, 8);
  });
});

describe('the window', () => {
  it('begins with nothing before the first checkpoint', () => {
    assert.deepEqual(logOf([1]).window(), { baseline: -1, latest: -1, seconds: 0 });
  });

  it('has no length at the first checkpoint', () => {
    assert.deepEqual(logOf([1, 2]).window(), { baseline: 0, latest: 0, seconds: 0 });
  });

  it('reaches from the first checkpoint to the second', () => {
    const { baseline, seconds } = logOf([1, 3, 6]).window();
    assert.equal(baseline, 0);
    assert.equal(seconds, 2);
  });

  it('grows with the run', () => {
    const lengths = [4, 8, 12, 16, 20, 24].map((reads) => logOf(every(10, reads)).window().seconds);
    lengths.reduce((last, next) => {
      assert.ok(next > last, lengths.join(' '));
      return next;
    });
  });

  it('leaves start-up out once there are checkpoints in the younger half of the run', () => {
    const log = logOf(every(10, 12));
    const { baseline, seconds } = log.window();
    // Checkpoints stand at 0.1, 10.1 … 100.1 seconds, the middle of the run at 50.05.
    assert.equal(baseline, 5);
    assert.ok(Math.abs(seconds - 50) < 1e-9);
  });

  it('reaches back into the older half where the younger has one checkpoint only', () => {
    const { baseline, seconds } = logOf([1, 11, 100, 101]).window();
    assert.equal(baseline, 1);
    assert.equal(seconds, 89);
  });

  it('measures the middle from when sampling began', () => {
    const log = new CheckpointLog(1000);
    every(10, 12).forEach((seconds) => {
      log.observe(readAt(1000 + seconds), collectionAt(1000 + seconds - 0.5));
    });
    assert.equal(log.window().baseline, 5);
  });
});

describe('the memory of a log', () => {
  it('holds sixteen checkpoints, fifteen spans between them', () => {
    const { seconds } = logOf(every(1, 2000)).window();
    assert.ok(Math.abs(seconds - 15) < 1e-6, `${seconds} s`);
  });

  it('numbers checkpoints on after it has forgotten the first', () => {
    const log = logOf(every(1, 2000));
    assert.equal(log.observe(readAt(2000), collectionAt(1999.5)).current, 1999);
    assert.equal(log.window().baseline, 1984);
  });

  it('forgets reads that waited too long for a collection', () => {
    const log = new CheckpointLog(0);
    for (const seconds of every(1, 300)) log.observe(readAt(seconds), undefined);
    assert.equal(log.observe(readAt(300), collectionAt(0.5)).isNew, false);
    assert.equal(log.observe(readAt(301), collectionAt(100.5)).isNew, true);
  });
});
