import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, it, mock } from 'node:test';
import { repeat } from '../../src/values/repeat.js';

const SECONDS = 0.005;

/** Keeps this process alive also under the timers of a test. */
const { setInterval: every, clearInterval: clear } = globalThis;

/** Repeats something until it has been called so often. */
async function untilCalled(times: number, act: () => void = () => undefined): Promise<unknown[]> {
  const errors: unknown[] = [];
  const hold = every(() => undefined, 1000);
  let calls = 0;
  await new Promise<void>((resolve) => {
    const end = repeat(
      SECONDS,
      () => {
        calls += 1;
        if (calls >= times) {
          end();
          resolve();
        }
        act();
      },
      (error) => errors.push(error),
    );
  });
  clear(hold);
  return errors;
}

describe('a function that is called every so many seconds', () => {
  it('a repeated function is called again whatever it throws, and the receiver gets that', async () => {
    const errors = await untilCalled(3, () => {
      throw new Error('EMFILE');
    });
    assert.equal(errors.length, 3);
  });

  it('a repeated function is called outside of the store that it was begun in', async () => {
    const storage = new AsyncLocalStorage<string>();
    const stores: unknown[] = [];
    await storage.run('a request', () => untilCalled(2, () => stores.push(storage.getStore())));
    assert.deepEqual(stores, [undefined, undefined]);
  });

  it('a repeated function is called while the timers are those of a test', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      assert.deepEqual(await untilCalled(2), []);
    } finally {
      mock.timers.reset();
    }
  });
});
