import assert from 'node:assert/strict';
import { constants } from 'node:perf_hooks';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { now } from '../../src/v8/clock.js';
import { type GcEntry, joinMarking, type MajorCollection, watchCollections } from '../../src/v8/collections.js';

function marking(startSeconds: number): GcEntry {
  return { kind: constants.NODE_PERFORMANCE_GC_INCREMENTAL, startSeconds, durationSeconds: 0.001 };
}

function major(startSeconds: number, durationSeconds: number): GcEntry {
  return { kind: constants.NODE_PERFORMANCE_GC_MAJOR, startSeconds, durationSeconds };
}

describe('joinMarking', () => {
  it('a collection without incremental marking stays as it is', () => {
    assert.deepEqual(joinMarking()(major(10, 0.5)), { startSeconds: 10, endSeconds: 10.5, pauseSeconds: 0.5 });
  });

  it('a collection starts where its marking started', () => {
    const join = joinMarking();
    assert.equal(join(marking(7)), undefined);
    const { startSeconds, endSeconds } = join(major(10, 0.5)) ?? assert.fail();
    assert.deepEqual({ startSeconds, endSeconds }, { startSeconds: 7, endSeconds: 10.5 });
  });

  it('the pause of a collection is that of its end and of the steps of marking before', () => {
    const join = joinMarking();
    join(marking(7));
    join(marking(8));
    assert.ok(Math.abs((join(major(10, 0.5))?.pauseSeconds ?? 0) - 0.502) < 1e-9);
    assert.equal(join(major(20, 0.25))?.pauseSeconds, 0.25);
  });

  it('a collection starts at the first of several marking steps', () => {
    const join = joinMarking();
    join(marking(7));
    join(marking(8));
    join(marking(9));
    assert.equal(join(major(10, 0.5))?.startSeconds, 7);
  });

  it('marking is not carried over to the next collection', () => {
    const join = joinMarking();
    join(marking(7));
    join(major(10, 0.5));
    assert.equal(join(major(20, 0.5))?.startSeconds, 20);
  });

  it('minor collections and weak callbacks do not end marking', () => {
    const join = joinMarking();
    join(marking(7));
    for (const kind of [constants.NODE_PERFORMANCE_GC_MINOR, constants.NODE_PERFORMANCE_GC_WEAKCB]) {
      assert.equal(join({ kind, startSeconds: 8, durationSeconds: 0.001 }), undefined);
    }
    assert.equal(join(major(10, 0.5))?.startSeconds, 7);
  });

  it('a collection never starts after its own pause', () => {
    const join = joinMarking();
    join(marking(11));
    assert.equal(join(major(10, 0.5))?.startSeconds, 10);
  });

  it('two watchers do not share marking', () => {
    const [one, other] = [joinMarking(), joinMarking()];
    one(marking(7));
    assert.equal(other(major(10, 0.5))?.startSeconds, 10);
  });
});

function unexpected(error: unknown): never {
  assert.fail(String(error));
}

describe('watchCollections', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  it('a collection is reported with its times on the shared clock', async () => {
    const seen: MajorCollection[] = [];
    const end = watchCollections({ onMajor: (collection) => seen.push(collection), onError: unexpected });
    const before = now();
    collectGarbage();
    const after = now();
    for (let tries = 0; seen.length === 0 && tries < 200; tries += 1) await sleep(10);
    end();
    const [first] = seen;
    assert.ok(first !== undefined, 'no collection was reported');
    const tolerance = 0.005;
    assert.ok(first.startSeconds >= before - tolerance && first.endSeconds <= after + tolerance);
    assert.ok(first.startSeconds < first.endSeconds);
  });

  it('collections of the young generation are reported with their beginning', async () => {
    const minors: number[] = [];
    const end = watchCollections({
      onMajor: () => undefined,
      onMinor: (seconds) => minors.push(seconds),
      onError: unexpected,
    });
    const collectYoung = collectGarbage as (options: { type: string }) => void;
    const before = now();
    collectYoung({ type: 'minor' });
    for (let tries = 0; minors.length === 0 && tries < 200; tries += 1) await sleep(10);
    end();
    assert.ok((minors[0] ?? 0) >= before - 0.005 && (minors[0] ?? 0) <= now());
  });

  it('nothing is reported once watching has ended', async () => {
    const seen: MajorCollection[] = [];
    watchCollections({ onMajor: (collection) => seen.push(collection), onError: unexpected })();
    collectGarbage();
    await sleep(50);
    assert.deepEqual(seen, []);
  });

  it('what a receiver of collections throws goes to the receiver of errors, and the next collection is reported', async () => {
    const errors: unknown[] = [];
    const end = watchCollections({
      onMajor: () => {
        throw new Error(`collection ${errors.length + 1}`);
      },
      onError: (error) => errors.push(String(error)),
    });
    for (let tries = 0; errors.length < 2 && tries < 200; tries += 1) {
      collectGarbage();
      await sleep(10);
    }
    end();
    assert.deepEqual(errors.slice(0, 2), ['Error: collection 1', 'Error: collection 2']);
  });
});
