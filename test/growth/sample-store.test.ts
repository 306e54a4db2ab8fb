import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SampleStore, type StoredSample } from '../../src/growth/sample-store.js';
import { randomFrom } from '../support/random.js';
import { below } from '../support/random-snapshot.js';

function sample(ordinal: number, account = 0): StoredSample {
  return { ordinal, account, weightBytes: 10 * ordinal, variance: ordinal, seenSeconds: 1, confirmed: -1, read: 1 };
}

/** Ordinals by account, as the store has sorted them. */
function ordinalsByAccount(store: SampleStore, accounts: number): number[][] {
  const { rows, ends } = store.byAccount(accounts);
  return Array.from({ length: accounts }, (_, account) =>
    [...rows.subarray(ends[account - 1] ?? 0, ends[account])]
      .map((row) => (store.weightBytes[row] ?? 0) / 10)
      .sort((a, b) => a - b),
  );
}

describe('a store of samples', () => {
  it('finds a sample by its ordinal, with what was kept of it', () => {
    const store = new SampleStore();
    const row = store.add({ ...sample(7), confirmed: 3, read: 5, seenSeconds: 2.5 });
    assert.equal(store.rowOf(7), row);
    assert.deepEqual(
      [store.weightBytes[row], store.variance[row], store.seenSeconds[row], store.confirmed[row], store.read[row]],
      [70, 7, 2.5, 3, 5],
    );
  });

  it('has none by another ordinal, nor by one that was removed', () => {
    const store = new SampleStore();
    store.remove(store.add(sample(7)));
    assert.equal(store.rowOf(7), -1);
    assert.equal(store.rowOf(8), -1);
  });

  it('uses the rows of removed samples again', () => {
    const store = new SampleStore();
    for (let ordinal = 1; ordinal <= 10_000; ordinal += 1) {
      store.add(sample(ordinal));
      if (ordinal > 100) store.remove(store.rowOf(ordinal - 100));
    }
    assert.ok(store.end <= 101, `${store.end} rows for 100 samples`);
  });

  it('keeps everything while it grows', () => {
    const store = new SampleStore();
    for (let ordinal = 1; ordinal <= 20_000; ordinal += 1) store.add(sample(ordinal, ordinal % 3));
    for (let ordinal = 1; ordinal <= 20_000; ordinal += 1)
      assert.equal(store.weightBytes[store.rowOf(ordinal)], 10 * ordinal);
  });

  it('sorts what it has by account', () => {
    const store = new SampleStore();
    store.add(sample(1, 2));
    store.add(sample(2, 0));
    store.add(sample(3, 2));
    store.remove(store.add(sample(4, 2)));
    assert.deepEqual(ordinalsByAccount(store, 4), [[2], [], [1, 3], []]);
    assert.deepEqual(ordinalsByAccount(new SampleStore(), 2), [[], []]);
  });

  it('is the same as a list, whatever comes and goes', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const store = new SampleStore();
      let list: StoredSample[] = [];
      for (let ordinal = 1; ordinal <= 3000; ordinal += 1) {
        const added = sample(ordinal, below(random, 5));
        store.add(added);
        list.push(added);
        if (random.uniform() < 0.7) {
          const gone = list[below(random, list.length)];
          if (gone === undefined) continue;
          store.remove(store.rowOf(gone.ordinal));
          list = list.filter((one) => one !== gone);
        }
        if (ordinal % 500 !== 0) continue;
        const expected = [0, 1, 2, 3, 4].map((account) =>
          list.filter((one) => one.account === account).map((one) => one.ordinal),
        );
        assert.deepEqual(ordinalsByAccount(store, 5), expected);
      }
    }
  });
});
