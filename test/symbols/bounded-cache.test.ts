import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BoundedCache } from '../../src/symbols/bounded-cache.js';

/** Makes a cache, and a list of the keys whose values it had to make. */
function observed(limit: number): { ask: (key: string, weight?: number) => string; made: string[] } {
  const cache = new BoundedCache<string>(limit);
  const made: string[] = [];
  return {
    made,
    ask: (key, weight = 1) =>
      cache.get(key, () => {
        made.push(key);
        return { value: `value of ${key}`, weight };
      }),
  };
}

describe('a bounded cache', () => {
  it('a bounded cache makes a value once', () => {
    const { ask, made } = observed(10);
    assert.equal(ask('a'), 'value of a');
    assert.equal(ask('a'), 'value of a');
    assert.deepEqual(made, ['a']);
  });

  it('a bounded cache keeps entries that together weigh as much as its limit', () => {
    const { ask, made } = observed(3);
    for (const key of ['a', 'b', 'c', 'a', 'b', 'c']) ask(key);
    assert.deepEqual(made, ['a', 'b', 'c']);
  });

  it('a bounded cache drops as many of the oldest entries as exceed its limit', () => {
    const { ask, made } = observed(3);
    for (const key of ['a', 'b', 'c']) ask(key);
    ask('heavy', 2);
    made.length = 0;
    ask('c');
    assert.deepEqual(made, [], 'one light entry fits beside the heavy one');
    ask('a');
    assert.deepEqual(made, ['a']);
  });

  it('a bounded cache drops the entry first that has not been asked for the longest', () => {
    const { ask, made } = observed(3);
    for (const key of ['a', 'b', 'c', 'a', 'd']) ask(key);
    made.length = 0;
    for (const key of ['a', 'c', 'd']) ask(key);
    assert.deepEqual(made, []);
    ask('b');
    assert.deepEqual(made, ['b']);
  });

  it('a bounded cache keeps the newest entry whatever it weighs, and then no other', () => {
    const { ask, made } = observed(3);
    ask('a');
    ask('huge', 100);
    ask('huge', 100);
    assert.deepEqual(made, ['a', 'huge']);
    ask('a');
    ask('huge', 100);
    assert.deepEqual(made, ['a', 'huge', 'a', 'huge']);
  });

  it('a bounded cache keeps undefined as a value like any other', () => {
    const cache = new BoundedCache<undefined>(1);
    let made = 0;
    const make = (): { value: undefined; weight: number } => {
      made += 1;
      return { value: undefined, weight: 1 };
    };
    cache.get('a', make);
    cache.get('a', make);
    assert.equal(made, 1);
  });

  it('a bounded cache keeps nothing of a value that could not be made', () => {
    const cache = new BoundedCache<string>(1);
    const fail = (): never => {
      throw new Error('not made');
    };
    assert.throws(() => cache.get('a', fail), /not made/);
    assert.equal(
      cache.get('a', () => ({ value: 'made', weight: 1 })),
      'made',
    );
  });

  it('a bounded cache stays within its limit over any number of keys', () => {
    const limit = 8;
    const { ask, made } = observed(limit);
    const keys = Array.from({ length: 10_000 }, (_, n) => `key ${n}`);
    for (const key of keys) ask(key);
    made.length = 0;
    // What is kept need not be made; the newest that is gone has to be.
    for (const key of keys.slice(-limit)) ask(key);
    assert.deepEqual(made, []);
    ask(keys.at(-limit - 1) ?? '');
    assert.equal(made.length, 1);
  });
});
