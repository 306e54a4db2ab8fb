import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaceStores } from '../../src/growth/replaced-stores.js';
import { SampleStore } from '../../src/growth/sample-store.js';
import { sampleVariance } from '../../src/snapshot/estimate.js';
import { HOUR, INTERVAL_BYTES, replay, type ScriptedSample } from '../support/scripted-heap.js';

/** A store that holds samples of given weights, in intervals, at one site, and is read again and again. */
class Reads {
  readonly store = new SampleStore();
  #read = 0;
  #checkpoint = 0;

  /** Reads what is there: ordinals with weights. What was there before is found retained where it is said to be. */
  read(listed: Readonly<Record<number, number>>, { isRetained = true, site = 0 } = {}): void {
    this.#read += 1;
    const ordinals = Object.keys(listed).map(Number);
    const weights = ordinals.map((ordinal) => (listed[ordinal] ?? 0) * INTERVAL_BYTES);
    const node = new Uint32Array(ordinals.length).fill(this.#read);
    const table = {
      count: ordinals.length,
      ordinal: Float64Array.from(ordinals),
      weightBytes: Float64Array.from(weights),
      node,
    };
    const matched = this.store.match(table);
    assert.ok(matched !== undefined, 'the samples are those known');
    this.store.markSeen(matched.knownRows, this.#read);
    this.store.moveTo(node, matched);
    for (const n of matched.newRows) {
      const weightBytes = weights[n] ?? 0;
      const variance = sampleVariance(weightBytes, INTERVAL_BYTES);
      const sample = { ordinal: ordinals[n] ?? 0, series: site, node: this.#read, weightBytes, variance };
      this.store.add({ ...sample, seenSeconds: this.#read, read: this.#read });
    }
    replaceStores(this.store, this.#read, INTERVAL_BYTES);
    this.store.removeUnseen(this.#read);
    if (isRetained) this.store.confirm({ number: this.#checkpoint++, seconds: this.#read });
  }

  /** Gives what is there in intervals, by the number of the checkpoint since which it is retained. */
  get held(): Array<[intervals: number, since: number | undefined]> {
    const rows = [...this.store.bySeries(10).all];
    return rows
      .map((row): [number, number | undefined] => [
        this.store.weightBytes(row) / INTERVAL_BYTES,
        this.store.confirmedBy(row),
      ])
      .sort(([, a = 99], [, b = 99]) => a - b);
  }
}

describe('a store that is gone when the one that follows it has come at its site', () => {
  it('has grown: it holds the difference since then, and the rest since it was there', () => {
    const reads = new Reads();
    reads.read({ 1: 10 });
    reads.read({ 2: 20 });
    assert.deepEqual(reads.held, [
      [10, 0],
      [10, 1],
    ]);
    reads.read({ 3: 40 });
    assert.deepEqual(reads.held, [
      [10, 0],
      [10, 1],
      [20, 2],
    ]);
  });

  it('is the same sample from read to read, with the weight that is listed, wherever it lies', () => {
    const reads = new Reads();
    reads.read({ 1: 10 });
    reads.read({ 2: 20 });
    for (let n = 0; n < 3; n += 1) reads.read({ 2: 20, 9: 1 });
    const rows = [...reads.store.bySeries(1).of(0)];
    assert.deepEqual(new Set(rows.map((row) => reads.store.node(row))), new Set([5]));
    assert.equal(rows.length, 3);
  });

  it('is gone as a whole when the larger one is gone', () => {
    const reads = new Reads();
    reads.read({ 1: 10 });
    reads.read({ 2: 20 });
    reads.read({});
    assert.deepEqual(reads.held, []);
  });

  it('counts until a collection has found the larger one, and on where that had given way in turn by then', () => {
    const reads = new Reads();
    reads.read({ 1: 10 });
    reads.read({ 2: 20 }, { isRetained: false });
    assert.deepEqual(reads.held, [
      [10, 0],
      [10, undefined],
    ]);
    reads.read({ 3: 40 });
    assert.deepEqual(reads.held, [
      [10, 0],
      [10, 1],
      [20, 1],
    ]);
  });

  it('each of several gives way to the one that follows it, an array to one larger by half', () => {
    const reads = new Reads();
    reads.read({ 1: 10, 2: 11 });
    reads.read({ 3: 20, 4: 16.5 });
    assert.deepEqual(
      new Set(reads.held.map(([intervals, since]) => `${intervals} ${since ?? ''}`)),
      new Set(['10 0', '11 0', '10 1', '5.5 1']),
    );
  });

  it('gives way to the last of several stores that have followed one another since', () => {
    const reads = new Reads();
    reads.read({ 1: 10 });
    reads.read({ 2: 20, 3: 40 }, { isRetained: false });
    reads.read({ 3: 40 });
    assert.deepEqual(reads.held, [
      [10, 0],
      [30, 1],
    ]);
  });

  it('keeps what it has taken over when the store of samples is made smaller', () => {
    const reads = new Reads();
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [n + 10, 1]));
    reads.read({ 1: 10, ...many });
    reads.read({ ...many, 6000: 20 });
    reads.read({ 6000: 20 });
    assert.ok(reads.store.capacity < 5000);
    assert.deepEqual(reads.held, [
      [10, 0],
      [10, 1],
    ]);
    reads.read({ 6000: 20 });
    reads.read({});
    assert.deepEqual(reads.held, []);
  });
});

describe('a death and a birth that are no growth of one object', () => {
  const unchanged = (before: Record<number, number>, after: Record<number, number>): void => {
    const reads = new Reads();
    reads.read(before);
    reads.read(after);
    const born = Object.entries(after).filter(([ordinal]) => !(Number(ordinal) in before));
    assert.deepEqual(
      reads.held.filter(([, since]) => since === 1).map(([intervals]) => intervals),
      born.map(([, intervals]) => intervals),
    );
  };

  it('small objects, whose samples stand for many, come and go each for itself', () => {
    unchanged({ 1: 1 }, { 2: 1.5 });
  });

  it('an object of the same size, or hardly a larger one, is another: a cache replaces its entries', () => {
    unchanged({ 1: 10 }, { 2: 10 });
    unchanged({ 1: 10 }, { 2: 12 });
    unchanged({ 1: 10 }, { 2: 5 });
  });

  it('a larger object whose size no store has that follows is another', () => {
    unchanged({ 1: 10 }, { 2: 17 });
    unchanged({ 1: 10, 2: 11 }, { 3: 19, 4: 24 });
  });

  it('what was retained already has not come in its place', () => {
    unchanged({ 1: 10, 2: 20 }, { 2: 20 });
  });
});

describe('a leak into an array whose store grows', () => {
  /** Small objects leak, one a minute, into an array whose store takes a third of what it holds. */
  function leakIntoArray(hours: number): ScriptedSample[] {
    const script: ScriptedSample[] = [];
    for (let seconds = 60; seconds < hours * HOUR; seconds += 60)
      script.push({ site: 'remember', birthSeconds: seconds, deathSeconds: Infinity });
    for (let seconds = 600; seconds < hours * HOUR; seconds *= 1.5)
      script.push({
        site: 'remember',
        birthSeconds: seconds,
        deathSeconds: seconds * 1.5,
        weightBytes: ((seconds * 1.5) / 180) * INTERVAL_BYTES,
      });
    return script;
  }

  /** The hours until a leak is judged. */
  function hoursToFind(script: readonly ScriptedSample[]): number {
    let found = Infinity;
    replay(script, { untilSeconds: 12 * HOUR }, ({ seconds, site }) => {
      if (site('remember')?.state === 'leaking') found = Math.min(found, seconds / HOUR);
    });
    return found;
  }

  it('is found as soon as one of small objects alone is', () => {
    const [into, alone] = [leakIntoArray(12), leakIntoArray(12).filter(({ weightBytes }) => weightBytes === undefined)];
    const [found, best] = [hoursToFind(into), hoursToFind(alone)];
    assert.ok(found <= 1.35 * best, `${found} h, and ${best} h alone`);
  });

  it('has births of what is there and no deaths', () => {
    const { site } = replay(leakIntoArray(6), { untilSeconds: 6 * HOUR - 1 });
    const { births, deaths } = site('remember') ?? assert.fail();
    assert.equal(deaths.bytes, 0);
    assert.ok(births.bytes > 30 * INTERVAL_BYTES);
  });
});
