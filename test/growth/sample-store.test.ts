import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type NewSample, SampleStore } from '../../src/growth/sample-store.js';
import { below } from '../support/random-snapshot.js';
import { randomFrom } from '../support/random.js';

function sample(ordinal: number, series = 0): NewSample {
  return { ordinal, series, node: series, weightBytes: 10 * ordinal, variance: ordinal, seenSeconds: 1, read: 1 };
}

/** A read that lists samples by ordinal, with the weights that `sample` gives them. */
function listing(ordinals: readonly number[]): Parameters<SampleStore['match']>[0] {
  return {
    count: ordinals.length,
    ordinal: Float64Array.from(ordinals),
    weightBytes: Float64Array.from(ordinals, (ordinal) => 10 * ordinal),
    node: new Uint32Array(ordinals.length),
  };
}

/** Makes the next read list these samples alone. */
function keepOnly(store: SampleStore, ordinals: readonly number[], read: number): void {
  const rows = ordinals.map((ordinal) => store.rowOf(ordinal) ?? NaN);
  store.markSeen(rows, read);
  store.removeUnseen(read);
}

/** Ordinals by series, as the store has sorted them. */
function ordinalsBySeries(store: SampleStore, end: number): number[][] {
  const rows = store.bySeries(end);
  return Array.from({ length: end }, (_, series) =>
    [...rows.of(series)].map((row) => store.weightBytes(row) / 10).sort((a, b) => a - b),
  );
}

describe('SampleStore', () => {
  it('the store finds a sample by its ordinal, with its weight and variance', () => {
    const store = new SampleStore();
    const row = store.add(sample(7));
    assert.equal(store.rowOf(7), row);
    assert.deepEqual([store.weightBytes(row), store.variance(row)], [70, 7]);
  });

  it('the store has no row for another ordinal, nor for one that was removed', () => {
    const store = new SampleStore();
    store.add(sample(7));
    assert.equal(store.rowOf(8), undefined);
    store.removeUnseen(2);
    assert.equal(store.rowOf(7), undefined);
  });

  it('the store uses the rows of removed samples again', () => {
    const store = new SampleStore();
    let highestRow = 0;
    for (let ordinal = 1; ordinal <= 10_000; ordinal += 1) {
      highestRow = Math.max(highestRow, store.add({ ...sample(ordinal), read: ordinal }));
      if (ordinal <= 100) continue;
      const kept = Array.from({ length: 100 }, (_, n) => ordinal - n);
      keepOnly(store, kept, ordinal);
    }
    assert.ok(highestRow <= 100, `row ${highestRow} for 100 samples`);
  });

  it('the store keeps every sample while it grows', () => {
    const store = new SampleStore();
    for (let ordinal = 1; ordinal <= 20_000; ordinal += 1) store.add(sample(ordinal, ordinal % 3));
    for (let ordinal = 1; ordinal <= 20_000; ordinal += 1)
      assert.equal(store.weightBytes(store.rowOf(ordinal) ?? NaN), 10 * ordinal);
  });

  it('the store gives memory back after a burst, and knows what is left', () => {
    const store = new SampleStore();
    for (let ordinal = 1; ordinal <= 100_000; ordinal += 1) store.add(sample(ordinal, ordinal % 3));
    assert.ok(store.capacity >= 100_000);
    store.confirm({ number: 4, seconds: 10 });
    const kept = Array.from({ length: 30 }, (_, n) => 3000 * (n + 1) + (n % 3));
    keepOnly(store, kept, 2);
    assert.ok(store.capacity < 2000, `${store.capacity} rows for 30 samples`);
    assert.deepEqual(
      ordinalsBySeries(store, 3),
      [0, 1, 2].map((series) => kept.filter((ordinal) => ordinal % 3 === series)),
    );
    const row = store.rowOf(3000) ?? assert.fail();
    assert.deepEqual([store.weightBytes(row), store.variance(row), store.confirmedBy(row)], [30_000, 3000, 4]);
    for (let ordinal = 100_001; ordinal <= 103_000; ordinal += 1) store.add({ ...sample(ordinal), read: 2 });
    assert.equal(store.bySeries(3).countOf(0), 3010);
  });

  it('the store sorts the samples that it has by series', () => {
    const store = new SampleStore();
    store.add(sample(4, 2));
    store.removeUnseen(2);
    store.add(sample(1, 2));
    store.add(sample(2, 0));
    store.add(sample(3, 2));
    assert.deepEqual(ordinalsBySeries(store, 4), [[2], [], [1, 3], []]);
    assert.deepEqual(
      [0, 1, 2, 3].map((series) => store.bySeries(4).countOf(series)),
      [1, 0, 2, 0],
    );
    assert.deepEqual(ordinalsBySeries(new SampleStore(), 2), [[], []]);
  });

  it('the store holds the same as a list would, whatever comes and goes', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const store = new SampleStore();
      let list: NewSample[] = [];
      for (let ordinal = 1; ordinal <= 3000; ordinal += 1) {
        const added = { ...sample(ordinal, below(random, 5)), read: ordinal };
        store.add(added);
        list.push(added);
        if (random.uniform() < 0.7) {
          const gone = list[below(random, list.length)];
          list = list.filter((one) => one !== gone);
        }
        keepOnly(
          store,
          list.map((one) => one.ordinal),
          ordinal,
        );
        if (ordinal % 500 !== 0) continue;
        const expected = [0, 1, 2, 3, 4].map((series) =>
          list.filter((one) => one.series === series).map((one) => one.ordinal),
        );
        assert.deepEqual(ordinalsBySeries(store, 5), expected);
      }
    }
  });
});

describe('a checkpoint', () => {
  it('a checkpoint confirms what was first seen by then and is not confirmed yet', () => {
    const store = new SampleStore();
    const [early, late] = [store.add({ ...sample(1), seenSeconds: 10 }), store.add({ ...sample(2), seenSeconds: 20 })];
    assert.deepEqual([store.confirmedBy(early), store.confirmedBy(late)], [undefined, undefined]);
    store.confirm({ number: 0, seconds: 10 });
    assert.deepEqual([store.confirmedBy(early), store.confirmedBy(late)], [0, undefined]);
    store.confirm({ number: 1, seconds: 20 });
    assert.deepEqual([store.confirmedBy(early), store.confirmedBy(late)], [0, 1]);
  });

  it('a checkpoint has not confirmed a sample that takes the row of a confirmed one', () => {
    const store = new SampleStore();
    const row = store.add(sample(1));
    store.confirm({ number: 0, seconds: 10 });
    store.removeUnseen(2);
    assert.equal(store.add({ ...sample(2), read: 2 }), row);
    assert.equal(store.confirmedBy(row), undefined);
  });
});

describe('the samples of a read', () => {
  it('the samples of a read are divided into known and new ones', () => {
    const store = new SampleStore();
    const rows = [1, 2, 3].map((ordinal) => store.add(sample(ordinal)));
    const matched = store.match(listing([5, 3, 1, 4]));
    assert.ok(matched !== undefined);
    assert.deepEqual([...matched.knownRows], [rows[2], rows[0]]);
    assert.deepEqual([...matched.newRows], [0, 3]);
  });

  it('the samples of a read are of another run where one has a known ordinal and another weight', () => {
    const store = new SampleStore();
    store.add(sample(1));
    assert.equal(store.match({ ...listing([1]), weightBytes: Float64Array.of(11) }), undefined);
  });

  it('the samples of a read are of another run where one is not above the highest ordinal and not known', () => {
    const store = new SampleStore();
    store.add(sample(1));
    store.add(sample(3));
    assert.equal(store.match(listing([2])), undefined);
  });
});
