import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callGuarded, guarded } from '../../src/values/guard.js';

describe('the guard', () => {
  it('a guarded function does what the function does', () => {
    const sums: number[] = [];
    const add = guarded(
      (a: number, b: number) => sums.push(a + b),
      () => assert.fail('nothing was thrown'),
    );
    add(1, 2);
    assert.deepEqual(sums, [3]);
  });

  it('what a guarded function throws goes to the receiver, and not to the caller', () => {
    const errors: unknown[] = [];
    guarded(
      () => {
        throw new Error('out of files');
      },
      (error) => errors.push(error),
    )();
    assert.match(String(errors), /out of files/);
  });

  it('what the promise of a guarded call rejects with goes to the receiver', async () => {
    const error = await new Promise<unknown>((resolve) => {
      callGuarded(() => Promise.reject(new Error('late')), resolve);
    });
    assert.match(String(error), /late/);
  });

  it('a promise of another library counts as a promise', async () => {
    const foreign = {
      then: (_resolve: unknown, reject: (reason: unknown) => void) => {
        reject('no');
      },
    };
    const error = await new Promise<unknown>((resolve) => {
      callGuarded(() => foreign, resolve);
    });
    assert.equal(error, 'no');
  });

  it('what the receiver throws goes nowhere', async () => {
    const fail = (): never => {
      throw new Error('in the receiver');
    };
    callGuarded(fail, fail);
    callGuarded(() => Promise.reject(new Error('late')), fail);
    // A rejection that nobody takes would end this test's process.
    await new Promise((resolve) => setImmediate(resolve));
  });
});
