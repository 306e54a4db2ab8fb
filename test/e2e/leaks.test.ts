import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LeakEvent, Report } from '../../src/index.js';
import { fixture, runNode } from '../support/run-node.js';

const MEBIBYTE = 2 ** 20;

async function run<T>(name: string, nodeOptions: readonly string[], ...fixtureArguments: string[]): Promise<T> {
  const { code, stdout, stderr } = await runNode(fixture(name), {
    nodeOptions,
    arguments: fixtureArguments,
    timeoutSeconds: 300,
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as T;
}

describe('a function that leaks for a while beside promoted garbage', () => {
  const HEAP_MEBIBYTES = 512;
  const result = run<{
    events: readonly LeakEvent[];
    before: Report;
    reportWhenSuspected: Report;
    during: Report;
    after: Report;
    leakedFrom: number;
    leakedUntil: number;
    leakedBytesPerSecond: number;
  }>('leak-event', [`--max-old-space-size=${HEAP_MEBIBYTES}`]);

  it('a leak that ends is suspected once and resolved once, and nothing else is suspected', async () => {
    const { events } = await result;
    assert.deepEqual(
      events.map(({ type, suspect }) => `${type} ${suspect.function}`),
      ['suspected remember', 'resolved remember'],
    );
  });

  it('a suspected leak is named with its place and the calls that lead there', async () => {
    const { events } = await result;
    const suspect = events[0]?.suspect;
    assert.ok(suspect !== undefined);
    assert.match(suspect.site, /^remember test\/fixtures\/leak-event\.ts:\d+$/);
    assert.match(suspect.file, /\/test\/fixtures\/leak-event\.ts$/);
    assert.deepEqual([suspect.component, suspect.package], ['traced', null]);
    const program = (suspect.tracebacks[0] ?? []).filter((line) => line.includes('leak-event.ts'));
    assert.match(program[0] ?? '', /^remember \(test\/fixtures\/leak-event\.ts:\d+\)$/);
    assert.ok((suspect.tracebacks[0] ?? []).length > program.length, 'the timer that calls it is there too');
  });

  it('a suspected leak is reported with its true rate and the time at which it began', async () => {
    const { events, leakedBytesPerSecond, leakedFrom } = await result;
    const suspect = events[0]?.suspect;
    assert.ok(suspect !== undefined);
    assert.ok(suspect.lower <= suspect.bytesPerSecond && suspect.bytesPerSecond <= suspect.upper);
    const ratio = suspect.bytesPerSecond / leakedBytesPerSecond;
    assert.ok(ratio > 0.5 && ratio < 2, `${suspect.bytesPerSecond} bytes a second of ${leakedBytesPerSecond}`);
    // The span that shows it begins with a checkpoint, which may lie a little before.
    const sinceBegin = (Date.parse(suspect.since) - leakedFrom) / 1000;
    assert.ok(sinceBegin > -3 && sinceBegin < 30, `since ${sinceBegin} s after its begin`);
    assert.ok(suspect.retainedBytes > MEBIBYTE);
  });

  it('a suspected leak explains most of the growth of its process', async () => {
    const { during } = await result;
    const { explained } = during.suspects[0] ?? {};
    assert.ok(typeof explained === 'number' && explained > 0.5 && explained <= 1, `${explained ?? 'null'}`);
  });

  it('a leak is among the suspects, and its site is leaking, in the report of its event and in none before or after the leak', async () => {
    const { events, before, reportWhenSuspected, after } = await result;
    assert.deepEqual(before.suspects, []);
    assert.deepEqual(reportWhenSuspected.suspects, [events[0]?.suspect]);
    assert.equal(reportWhenSuspected.time, events[0]?.time);
    assert.equal(reportWhenSuspected.sites.find((site) => site.function === 'remember')?.state, 'leaking');
    assert.deepEqual(after.suspects, []);
    assert.notEqual(after.sites.find((site) => site.function === 'remember')?.state, 'leaking');
  });

  it('the time to the heap’s limit is what a suspected leak takes to fill the heap at its true rate', async () => {
    const { before, during, after, leakedBytesPerSecond } = await result;
    assert.equal(before.heap.secondsToLimit, null);
    assert.equal(after.heap.secondsToLimit, null);
    const { secondsToLimit, secondsToLimitLower, secondsToLimitUpper, limitBytes, usedBytes } = during.heap;
    assert.ok(secondsToLimit !== null && Number.isFinite(secondsToLimitLower) && Number.isFinite(secondsToLimitUpper));
    assert.ok(secondsToLimitLower <= secondsToLimit && secondsToLimit <= secondsToLimitUpper);
    assert.ok(limitBytes <= HEAP_MEBIBYTES * MEBIBYTE && limitBytes >= 0.8 * HEAP_MEBIBYTES * MEBIBYTE);
    assert.equal(during.heap.firstLimit, 'heap');
    const truth = (limitBytes - usedBytes) / leakedBytesPerSecond;
    assert.ok(secondsToLimit > truth / 4 && secondsToLimit < 4 * truth, `${secondsToLimit} s of ${truth}`);
  });

  it('the components of the memory add up before, during and after a leak', async () => {
    const { before, during, after } = await result;
    for (const { memory } of [before, during, after]) {
      const { tracedBytes, heapUntracedBytes, externalBytes, otherBytes, rssBytes } = memory;
      assert.equal(tracedBytes + heapUntracedBytes + externalBytes + otherBytes, rssBytes);
    }
  });
});

describe('the heap’s peak', () => {
  it('the peak of the heap shows what came and went between two reads', async () => {
    const { before, heaps } = await run<{ before: number; heaps: ReadonlyArray<Report['heap']> }>(
      'peak-between-reads',
      ['--expose-gc'],
    );
    const highestRead = Math.max(...heaps.map(({ usedBytes }) => usedBytes));
    const [earlier, last] = [heaps[before - 1], heaps.at(-1)];
    assert.ok(earlier !== undefined && last !== undefined);
    assert.ok(earlier.peakBytes < highestRead + 20e6, 'not before the burst');
    assert.ok(last.peakBytes > highestRead + 40e6, `${last.peakBytes} where reads saw ${highestRead}`);
  });
});

describe('a process that does nothing', () => {
  interface Idle {
    readonly sampler: Report['sampler'];
    readonly retainedBytes: number;
    readonly windowSeconds: number;
  }

  it('an idle process is made to collect, where that is allowed, and has a window to measure growth in', async () => {
    const { sampler, retainedBytes, windowSeconds } = await run<Idle>('idle-collections', [], '1s');
    assert.ok(sampler.collections > 0);
    assert.ok(sampler.collections < sampler.reads / 2, 'no more often than once in the time that was said');
    assert.equal(sampler.failures, 0);
    assert.ok(windowSeconds > 0);
    assert.ok(retainedBytes > 0);
  });

  it('an idle process in which nothing grows is not made to collect', async () => {
    const { sampler } = await run<Idle>('idle-collections', []);
    assert.equal(sampler.collections, 0);
    assert.ok(sampler.reads > 5);
  });
});

describe('a process in which V8 has no reason to collect', () => {
  interface Lazy {
    readonly sampler: Report['sampler'];
    readonly retainedBytes: number;
    readonly states: readonly string[];
  }

  it('a collection is asked for where memory grows, and counted with its pause', async () => {
    const { sampler, retainedBytes } = await run<Lazy>('lazy-collections', [], 'leak');
    assert.ok(sampler.collections >= 1, `${sampler.collections} collections`);
    assert.ok(sampler.collectionPauseSeconds > 0);
    assert.ok(retainedBytes > MEBIBYTE);
  });

  it('what grows is unconfirmed where no collection may be asked for', async () => {
    const { sampler, states } = await run<Lazy>('lazy-collections', [], 'leak', 'off');
    assert.equal(sampler.collections, 0);
    assert.ok(states.includes('unconfirmed'), states.join());
  });

  it('hardly any is asked for where there is only garbage', async () => {
    const { sampler } = await run<Lazy>('lazy-collections', [], 'garbage');
    assert.ok(sampler.collections <= 2, `${sampler.collections} collections in 20 s, where ten were allowed`);
  });
});
