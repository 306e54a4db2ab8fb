import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DroppedStacks } from '../../src/growth/dropped-stacks.js';
import { StackPaths } from '../../src/growth/group-stacks.js';
import { placeNamed } from '../support/scripted-stacks.js';
import { HOUR, replay, type ScriptedSample } from '../support/scripted-heap.js';

/** A call tree whose rows are one stack, but for the first, which is V8's root. */
function treeOf(...names: readonly string[]): StackPaths {
  return treeWith([-1, ...names.map((_, row) => row)], names);
}

function treeWith(parents: readonly number[], below: readonly string[]): StackPaths {
  const names = ['(root)', ...below];
  return new StackPaths({
    parent: Int32Array.from(parents),
    frames: names.map(placeNamed),
    siteRows: Int32Array.from(names, (_, row) => row),
  });
}

/** Gives the stacks with their bytes, and the number of samples. */
function linesOf(dropped: DroppedStacks): string[] {
  const stacks = dropped.on(treeOf('any'));
  return stacks.map(({ path, bytes, samples }) => `${path.map(({ site }) => site).join(' > ')} ${bytes}/${samples}`);
}

describe('what was dropped', () => {
  it('is added up by stack, whatever rows the call trees have it in', () => {
    const dropped = new DroppedStacks(HOUR);
    dropped.note([[2, 100]], treeOf('quote', 'clone').tree, 1);
    dropped.note([[3, 50]], treeWith([-1, 0, 0, 2], ['order', 'quote', 'clone']).tree, 2);
    dropped.note([[2, 7]], treeOf('order', 'clone').tree, 3);
    assert.deepEqual(linesOf(dropped), ['quote > clone 150/2', 'order > clone 7/1']);
  });

  it('is remembered for a span at least, and for two at most', () => {
    const dropped = new DroppedStacks(HOUR);
    dropped.note([[1, 100]], treeOf('early').tree, 0);
    dropped.note([[1, 100]], treeOf('late').tree, 1.5 * HOUR);
    assert.deepEqual(linesOf(dropped), ['early 100/1', 'late 100/1']);
    dropped.note([], treeOf('late').tree, 2.6 * HOUR);
    assert.deepEqual(linesOf(dropped), ['late 100/1']);
  });

  it('has a thousand different stacks at most within a span', () => {
    const dropped = new DroppedStacks(HOUR);
    for (let n = 0; n < 1500; n += 1) dropped.note([[1, 1]], treeOf(`dropped ${n}`).tree, 1);
    assert.equal(linesOf(dropped).length, 1000);
  });

  it('is known of a heap from when something in it grows', () => {
    const script: ScriptedSample[] = [];
    for (let seconds = 0; seconds < 2 * HOUR; seconds += 10) {
      script.push({ site: 'clone', callers: ['main', 'audit'], birthSeconds: seconds, deathSeconds: Infinity });
      script.push({ site: 'clone', callers: ['main', 'quote'], birthSeconds: seconds, deathSeconds: seconds + 400 });
    }
    let beganSeconds: number | undefined;
    const { lifetimes } = replay(script, { untilSeconds: 2 * HOUR }, (seen) => {
      if ((seen.lifetimes.growth()?.judged.length ?? 0) > 0) beganSeconds ??= seen.seconds;
    });
    const growth = lifetimes.growth();
    assert.ok(growth !== undefined && beganSeconds !== undefined && beganSeconds > 300);
    const stacks = growth.dropped(growth.paths);
    assert.deepEqual([...new Set(stacks.flatMap(({ path }) => path.map(({ site }) => site)))], ['quote', 'clone']);
    const samples = stacks.reduce((sum, stack) => sum + stack.samples, 0);
    assert.ok(samples > 100, `${samples} samples`);
  });
});
