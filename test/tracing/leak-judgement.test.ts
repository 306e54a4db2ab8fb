import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Judgement, judgeRound } from '../../src/tracing/leak-judgement.js';
import { LeakReport } from '../../src/tracing/leak-report.js';
import { type SampleAllocation, sampleFrame, sampleSnapshot } from '../support/sample-snapshot.js';

const CALLS = 10;
/** The ordinals between two fences. */
const STEP = 100;
const FENCES = Array.from({ length: CALLS + 1 }, (_, n) => 1000 + n * STEP);

const test = sampleFrame('test', '/app/cart.test.js');
const keep = [test, sampleFrame('keep', '/app/src/keep.js')];
const other = [test, sampleFrame('other', '/app/src/other.js')];

/** What one call leaves. */
function left(stack: SampleAllocation['stack'], call: number, index = 0, sizeBytes = 64): SampleAllocation {
  return { stack, sizeBytes, ordinal: 1001 + call * STEP + index };
}

/** What was there before the calls. */
function older(stack: SampleAllocation['stack'], count: number): SampleAllocation[] {
  return Array.from({ length: count }, (_, n) => ({ stack, sizeBytes: 64, ordinal: n + 1 }));
}

function round(
  before: readonly SampleAllocation[],
  after: readonly SampleAllocation[],
): Parameters<typeof judgeRound>[0] {
  return { before: sampleSnapshot(before), after: sampleSnapshot(after), fences: FENCES, calls: CALLS };
}

function judge(before: readonly SampleAllocation[], after: readonly SampleAllocation[]): Judgement {
  return judgeRound(round(before, after));
}

const calls = Array.from({ length: CALLS }, (_, call) => call);
const leaks = calls.map((call) => left(keep, call));

describe('the judgement of a round of calls', () => {
  it('a stack that leaves something in each call is a leak, with what a call leaves', () => {
    const { verdict, leakingShare, bytesPerIteration, isSettled } = judge([], leaks);
    assert.deepEqual([verdict, leakingShare, bytesPerIteration, isSettled], ['leak', 1, 64, false]);
  });

  it('what dies at other sites meanwhile cancels no birth', () => {
    assert.equal(judge(older(other, 100), leaks).verdict, 'leak');
  });

  it('what dies at the same site makes up for births, as in a cache that is full', () => {
    const { verdict, leakingShare, isSettled } = judge(older(keep, CALLS), leaks);
    assert.deepEqual([verdict, leakingShare, isSettled], ['no leak', 0, true]);
  });

  it('what each call leaves at another stack is V8’s own and no leak, though every call leaves something', () => {
    const compiled = calls.map((call) => left([test, sampleFrame(`step${call}`, '/app/src/steps.js', call + 1)], call));
    const { verdict, leakingShare, leavingGroups, isSettled } = judge([], compiled);
    assert.deepEqual([verdict, leakingShare, leavingGroups, isSettled], ['no leak', 0, CALLS - 1, false]);
  });

  it('a stack that leaves something in four calls only is no leak, and worth more calls', () => {
    const { verdict, isSettled } = judge([], leaks.slice(0, 4));
    assert.deepEqual([verdict, isSettled], ['no leak', false]);
  });

  it('what the last call leaves is settled: a further call would replace it', () => {
    const { verdict, leavingGroups, isSettled } = judge(older(keep, 1), leaks.slice(-1));
    assert.deepEqual([verdict, leavingGroups, isSettled], ['no leak', 0, true]);
  });

  it('a leak that is spread over two stacks is a leak of both', () => {
    const spread = calls.map((call) => left(call % 2 === 0 ? keep : other, call));
    assert.equal(judge([], [...spread, left(other, 8)]).verdict, 'leak');
  });

  it('a round in which no fence was found says nothing', () => {
    const { verdict, groups } = judgeRound({ ...round([], leaks), fences: [] });
    assert.deepEqual([verdict, groups], ['no leak', 0]);
  });
});

describe('the text of a leak report', () => {
  const textOf = (before: readonly SampleAllocation[], after: readonly SampleAllocation[]): string => {
    const one = round(before, after);
    return String(new LeakReport(judgeRound(one), one, { mostSites: 3, written: (frame) => frame }));
  };

  it('a leak is told with what a call leaves and with the place of most of it', () => {
    assert.equal(
      textOf([], leaks),
      'leak: each of 10 calls left 64 B (64 B to 64 B) behind, most of it from keep (src/keep.js:1)',
    );
  });

  it('where nothing was left, the text says so', () => {
    assert.equal(textOf([], []), 'no leak: 10 calls left nothing behind that later ones did not replace');
  });

  it('where something was left that is no leak, the text says why it is none', () => {
    assert.equal(
      textOf([], leaks.slice(0, 2)),
      "no leak: 2 of 9 calls left something behind, but nothing that came again and again: what comes once is V8's own code and caches, mostly",
    );
  });
});
