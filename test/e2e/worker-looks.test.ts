import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Seen } from '../fixtures/worker-looks.js';
import { fixture, runNode } from '../support/run-node.js';

describe('looks at worker threads of a real application', () => {
  let looks: ReadonlyArray<ReadonlyMap<string, Seen>> = [];
  before(async () => {
    const { code, stdout, stderr } = await runNode(fixture('worker-looks'), { timeoutSeconds: 120 });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    looks = (JSON.parse(stdout) as Seen[][]).map((seen) => new Map(seen.map((one) => [one.kind, one])));
  });

  it('each thread is seen in each look, and those of this package are not', () => {
    for (const seen of looks) assert.deepEqual([...seen.keys()].sort(), ['away', 'computing', 'locked', 'turning']);
  });

  it('a thread that waits for a lock answers, as those of pools do', () => {
    const outcomes = looks.map((seen) => seen.get('locked')?.outcome);
    assert.deepEqual(outcomes, ['answered', 'answered', 'answered']);
  });

  it('a thread that is in a system call does not answer, and holds nobody up', () => {
    const outcomes = looks.map((seen) => seen.get('away')?.outcome);
    assert.deepEqual(outcomes, ['silent', 'silent', 'silent']);
  });

  for (const kind of ['turning', 'computing']) {
    it(`the heap of a thread that is ${kind} is sampled from the first look on`, () => {
      const [first, second, third] = looks.map((seen) => seen.get(kind));
      assert.equal(first?.state?.profiler.status, 'running');
      // There may be fewer than at first, as a collection has come.
      assert.ok((third?.samples ?? 0) > 0, 'what it allocates is seen');
      assert.ok(third?.functions?.includes('keepInWorker'));
      const run = (seen?: Seen): unknown => seen?.state?.profiler.status === 'running' && seen.state.profiler.run;
      assert.ok(run(first) === run(second) && run(second) === run(third), 'in one run');
      const { heapUsedBytes, heapCommittedBytes, heapLimitBytes } = third?.state?.sizes ?? assert.fail();
      assert.ok(heapUsedBytes > 0 && heapUsedBytes <= heapCommittedBytes && heapCommittedBytes < heapLimitBytes);
    });

    it(`a collection that a thread that is ${kind} is asked for comes, and is told of`, () => {
      const { collection } = looks[2]?.get(kind)?.state ?? assert.fail();
      assert.ok(collection !== null && collection.endSeconds > collection.startSeconds);
    });
  }

  it('a thread tells whether its event loop turns', () => {
    const isTurning = (kind: string): unknown =>
      looks
        .slice(1)
        .map((seen) => seen.get(kind)?.state)
        .map((state) => state?.isTurning);
    assert.deepEqual(isTurning('turning'), [true, true]);
    assert.deepEqual(isTurning('computing'), [false, false]);
  });

  it('marks have samples of their own, which are not among those of the program', () => {
    // One mark in twenty has no sample, so that six have none but once in 10⁷ times.
    const marks = looks.flatMap((seen) => [seen.get('turning')?.marks, seen.get('computing')?.marks]);
    assert.ok(marks.some((mark) => (mark?.young ?? 0) > 0));
    assert.ok(marks.some((mark) => (mark?.old ?? 0) > 0));
  });
});
