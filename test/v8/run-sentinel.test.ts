import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../src/v8/profile.js';
import { toProfile } from '../../src/v8/raw-profile.js';
import { isProfileOf, RunCheck, SENTINEL_FUNCTION } from '../../src/v8/run-sentinel.js';

/** Makes a profile with a function's samples of these ordinals, and with that of a sentinel if asked for. */
function profileOf(ordinals: readonly number[], { hasSentinel = false } = {}): Profile {
  const node = (id: number, functionName: string, children: readonly unknown[] = []): unknown => ({
    id,
    callFrame: { functionName, url: 'file:///app.js', lineNumber: 1, columnNumber: 1 },
    children,
  });
  const head = node(1, '(root)', [node(2, 'work'), node(3, SENTINEL_FUNCTION)]);
  const samples = ordinals.map((ordinal) => ({ size: 100, nodeId: 2, ordinal }));
  const sentinel = hasSentinel ? [{ size: 1000, nodeId: 3, ordinal: 1 }] : [];
  return toProfile({ head, samples: [...sentinel, ...samples] } as Parameters<typeof toProfile>[0]);
}

describe('the sentinel of a run', () => {
  it('the sentinel says whose run a profile is of and is none of its samples', () => {
    const profile = profileOf([5, 6], { hasSentinel: true });
    assert.equal(profile.hasSentinel, true);
    assert.deepEqual([...profile.samples.ordinal], [5, 6]);
    assert.equal(isProfileOf({ hasSentinel: true }, profile), true);
  });

  it('a profile without the sentinel is of another run, however high its ordinals are', () => {
    const check = new RunCheck({ hasSentinel: true });
    assert.equal(check.continues(profileOf([5, 6], { hasSentinel: true })), true);
    assert.equal(check.continues(profileOf([500, 600])), false);
  });

  it('in a run without a sentinel a sample that is new and has a low ordinal is of another run', () => {
    const check = new RunCheck({});
    assert.equal(check.continues(profileOf([5, 6])), true);
    assert.equal(check.continues(profileOf([6, 9])), true);
    assert.equal(check.highestOrdinal, 9);
    assert.equal(check.continues(profileOf([6, 7, 12])), false);
  });

  it('in a run without a sentinel samples may die and others come', () => {
    const check = new RunCheck({});
    for (const ordinals of [[1, 2, 3], [3], [], [4, 8], [8, 9]])
      assert.equal(check.continues(profileOf(ordinals)), true);
  });
});
