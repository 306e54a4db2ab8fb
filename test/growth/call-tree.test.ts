import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallTree } from '../../src/growth/call-tree.js';
import type { Frame } from '../../src/snapshot/frame.js';
import { siteFrame } from '../support/scripted-heap.js';
import { treeOfStacks } from '../support/stack-tree.js';

const builtin = (name: string): Frame => ({ site: name, function: name, file: '', line: 0, column: 0, package: null });

function treeOf(...stacks: ReadonlyArray<readonly string[]>): CallTree {
  const frameOf = (name: string): Frame => (name.startsWith('(') ? builtin(name) : siteFrame(name));
  const { frames, parents } = treeOfStacks(stacks, frameOf);
  return new CallTree({ count: frames.length, parent: Int32Array.from(parents) }, frames);
}

/** The names of the functions in the subtrees of one. */
function below(tree: CallTree, name: string): string[] {
  const { subtrees = [] } = tree.functions.get(name) ?? {};
  const names: string[] = [];
  for (let n = 0; n < subtrees.length; n += 2) {
    names.push(...tree.frames.slice(subtrees[n], subtrees[n + 1]).map(({ site }) => site));
  }
  return names.sort();
}

describe('CallTree', () => {
  it('a function has all that is called by it, wherever it is called', () => {
    const tree = treeOf(['main', 'a', 'clone'], ['main', 'b', 'clone', 'copy'], ['main', 'c']);
    assert.deepEqual(below(tree, 'main'), ['a', 'b', 'c', 'clone', 'clone', 'copy', 'main']);
    assert.deepEqual(below(tree, 'clone'), ['clone', 'clone', 'copy']);
    assert.deepEqual(below(tree, 'b'), ['b', 'clone', 'copy']);
  });

  it('a function that calls itself has what is below it once', () => {
    const tree = treeOf(['main', 'walk', 'visit', 'walk', 'visit', 'leaf'], ['main', 'walk', 'walk']);
    assert.deepEqual(below(tree, 'walk'), ['leaf', 'visit', 'visit', 'walk', 'walk', 'walk']);
    assert.deepEqual(below(tree, 'visit'), ['leaf', 'visit', 'visit', 'walk']);
  });

  it('only functions of the program are such', () => {
    const tree = treeOf(['(root)', 'main', '(builtin)']);
    assert.deepEqual([...tree.functions.keys()], ['main']);
    assert.deepEqual(below(tree, 'main'), ['(builtin)', 'main']);
    const last = tree.frames.findIndex(({ site }) => site === '(builtin)');
    assert.equal(tree.siteOf(last).site, 'main');
  });
});
