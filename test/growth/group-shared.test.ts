import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupLeaks, nameOf } from '../../src/growth/group-leaks.js';
import { namedByCaller } from '../../src/growth/group-shared.js';
import { StackIndex } from '../../src/growth/stack-index.js';
import { scriptedStacks } from '../support/scripted-stacks.js';

/** Names the leak among stacks that have grown, beside others that are live and have not grown. */
function nameBeside(grown: readonly string[], others: readonly string[]): string[] {
  const stacks = scriptedStacks(...grown);
  const groups = groupLeaks(stacks, { isLeaking: () => true });
  return groups.map((group) => nameOf(namedByCaller(group, [new StackIndex(scriptedStacks(...others))])).site);
}

const AUDITS = ['timer > handle > audit > lodash/cloneDeep > lodash/baseClone 100'];

describe('a leak in a function that others call as well', () => {
  it('a clone that nobody else calls has its own name', () => {
    assert.deepEqual(nameBeside(AUDITS, ['timer > handle > parse 500']), ['lodash/baseClone']);
  });

  it('the leak has the name of the caller whose calls grow, beside garbage of others', () => {
    const garbage = ['timer > handle > quote > lodash/cloneDeep > lodash/baseClone 20'];
    assert.deepEqual(nameBeside(AUDITS, garbage), ['audit']);
  });

  it('the leak has the name of the caller whose calls grow, beside a catalogue that was cloned once', () => {
    const catalogue = ['start > lodash/cloneDeep > lodash/baseClone 5000'];
    assert.deepEqual(nameBeside(AUDITS, catalogue), ['audit']);
  });

  it('a function keeps its name where the calls of all its callers grow', () => {
    const grown = ['timer > a > save 85', 'timer > b > save 15'];
    assert.deepEqual(nameBeside(grown, []), ['save']);
  });

  it('a function that nobody else calls keeps its name, whoever calls those above it', () => {
    const grown = ['serve > express/handle > login > express/send > session/save > session/set 100'];
    const garbage = ['serve > express/handle > product > express/send 500'];
    assert.deepEqual(nameBeside(grown, garbage), ['session/set']);
  });

  it('the leak has the name of the caller, also where V8 inlines the shared function into the one that calls it', () => {
    const grown = [
      'timer > audit > lodash/cloneDeep > lodash/baseClone > lodash/create 20',
      'timer > lodash/baseClone 80',
    ];
    const garbage = ['timer > quote > lodash/cloneDeep > lodash/baseClone 300'];
    assert.deepEqual(nameBeside(grown.slice(0, 1), garbage), ['lodash/create']);
    const [group = assert.fail()] = groupLeaks(scriptedStacks(...grown.slice(0, 1)), { isLeaking: () => true });
    const seen = { ...group, stacks: scriptedStacks(...grown) };
    assert.equal(nameOf(namedByCaller(seen, [new StackIndex(scriptedStacks(...garbage))])).site, 'audit');
  });

  it('a caller is not shared because V8 has inlined all between it and functions that the leak does not go through', () => {
    const garbage = [
      'timer > handle > quote > lodash/cloneDeep > lodash/baseClone 20',
      'timer > lodash/cloneDeep > lodash/copy > lodash/baseClone 500',
    ];
    assert.deepEqual(nameBeside(AUDITS, garbage), ['audit']);
  });

  it('a few bytes of another caller do not show that a function is shared', () => {
    assert.deepEqual(nameBeside(['timer > a > save 100'], ['timer > b > save 5']), ['save']);
  });
});
