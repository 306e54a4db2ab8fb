import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settledWithin } from '../../src/values/settled-within.js';

describe('waiting for a promise, but not for longer than a time', () => {
  it('a promise that resolves in time has settled', async () => {
    assert.equal(await settledWithin(60, Promise.resolve('done')), true);
  });

  it('a promise that rejects in time has settled, and nothing is thrown', async () => {
    assert.equal(await settledWithin(60, Promise.reject(new Error('no'))), true);
  });

  it('a promise that never settles is waited for no longer than the time', async () => {
    assert.equal(await settledWithin(0.01, new Promise(() => undefined)), false);
  });
});
