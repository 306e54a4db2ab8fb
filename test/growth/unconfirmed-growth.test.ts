import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomFrom } from '../support/random.js';
import { type ReplayOptions, replay, type ScriptedSample, type Seen } from '../support/scripted-heap.js';

/** A read every quarter of a minute, and V8 never collects more than what is young. */
const LAZY = { readEverySeconds: 15, collectEverySeconds: Infinity, tenuredAfterSeconds: 20 } as const;

/** Samples that come evenly. @param livesSeconds how long each is referred to */
function stream(
  site: string,
  perSecond: number,
  {
    livesSeconds,
    from = 0,
    until,
    callers = [],
  }: {
    livesSeconds: (n: number) => number;
    from?: number;
    until: number;
    callers?: readonly string[];
  },
): ScriptedSample[] {
  return Array.from({ length: Math.floor((until - from) * perSecond) }, (_, n) => {
    const birthSeconds = from + (n + 0.5) / perSecond;
    return { site, callers, birthSeconds, deathSeconds: birthSeconds + livesSeconds(n) };
  });
}

const forEver = (): number => Infinity;

/** Gives the times of the reads at which evidence was missing. */
function missing(script: readonly ScriptedSample[], options: ReplayOptions): { at: number[]; last: Seen } {
  const at: number[] = [];
  const last = replay(script, options, ({ seconds, lifetimes }) => {
    if (lifetimes.lacksEvidence) at.push(seconds);
  });
  return { at, last };
}

describe('growth that no collection has confirmed', () => {
  it('what grows from the start lacks evidence within two minutes, and its site is unconfirmed and not steady', () => {
    const script = stream('leak', 2, { livesSeconds: forEver, until: 120 });
    const { at, last } = missing(script, { ...LAZY, untilSeconds: 120 });
    assert.ok((at[0] ?? Infinity) <= 120, `first at ${String(at[0])}`);
    assert.equal(last.site('leak')?.state, 'unconfirmed');
  });

  it('it lacks evidence after collections have come, too, and has it once the next one has', () => {
    const script = stream('leak', 2, { livesSeconds: forEver, until: 1800 });
    const { at } = missing(script, { ...LAZY, untilSeconds: 1800, collectEverySeconds: 600 });
    assert.ok(at.some((seconds) => seconds > 660 && seconds < 1200));
    // The read after each collection, which ends at the half of a period before.
    for (const seconds of [600, 1200]) assert.ok(!at.includes(seconds), `at ${seconds}`);
  });

  it('nothing lacks evidence in the minute after a collection', () => {
    const script = stream('leak', 10, { livesSeconds: forEver, until: 1800 });
    const { at } = missing(script, { ...LAZY, untilSeconds: 1800, collectEverySeconds: 600 });
    assert.ok(at.length > 0);
    // What a collection confirms is what the read before it lists, a quarter of a minute before each ten.
    assert.deepEqual(
      at.filter((seconds) => seconds >= 600 && seconds % 600 < 45),
      [],
    );
  });

  it('many functions that grow too little each lack evidence at the function that calls them', () => {
    const script = Array.from({ length: 40 }, (_, n) =>
      stream(`helper${n}`, 1 / 20, { livesSeconds: forEver, from: n / 2, until: 300, callers: ['handle'] }),
    ).flat();
    const { at, last } = missing(script, { ...LAZY, untilSeconds: 300 });
    assert.ok(at.length > 0);
    assert.notEqual(last.site('helper0')?.state, 'unconfirmed');
  });

  it('garbage that dies young does not lack evidence, however much there is', () => {
    const script = stream('handler', 50, { livesSeconds: () => 1, until: 1800 });
    assert.deepEqual(missing(script, { ...LAZY, untilSeconds: 1800 }).at, []);
  });

  it('what was loaded at start and stays does not lack evidence', () => {
    const script = stream('modules', 200, { livesSeconds: forEver, until: 10 });
    assert.deepEqual(missing(script, { ...LAZY, untilSeconds: 1800 }).at, []);
  });

  it('one burst that stays does not lack evidence', () => {
    const script = stream('batch', 200, { livesSeconds: forEver, from: 601, until: 606 });
    assert.deepEqual(missing(script, { ...LAZY, untilSeconds: 1800, collectEverySeconds: 500 }).at, []);
  });

  it('garbage that grows old lacks evidence until a collection has shown what it is', () => {
    const random = randomFrom(7);
    const shapes = {
      'requests that last half a minute': () => 5 + 50 * random.uniform(),
      'a cache whose entries expire': () => 60,
    };
    for (const [name, livesSeconds] of Object.entries(shapes)) {
      const script = stream('handler', 2, { livesSeconds, until: 6 * 3600 });
      const { at } = missing(script, { ...LAZY, untilSeconds: 6 * 3600, collectEverySeconds: 600 });
      assert.deepEqual(
        at.filter((seconds) => seconds > 660),
        [],
        name,
      );
    }
  });

  it('garbage whose load doubles, or that is collected more seldom, goes on not lacking evidence', () => {
    const random = randomFrom(8);
    const livesSeconds = (): number => 5 + 50 * random.uniform();
    const script = [
      ...stream('handler', 2, { livesSeconds, until: 3600 }),
      ...stream('handler', 1.5, { livesSeconds, from: 1800, until: 3600 }),
    ];
    const { at } = missing(script, { ...LAZY, untilSeconds: 3600, collectEverySeconds: 600 });
    assert.deepEqual(
      at.filter((seconds) => seconds > 660),
      [],
    );
  });

  it('a leak beside as much garbage at the same function lacks evidence', () => {
    const script = [
      ...stream('handler', 1, { livesSeconds: (n) => 20 + (n % 30), until: 3600 }),
      ...stream('handler', 2, { livesSeconds: forEver, until: 3600 }),
    ];
    const { at } = missing(script, { ...LAZY, untilSeconds: 3600, collectEverySeconds: 600 });
    assert.ok(at.filter((seconds) => seconds > 1200).length > 0);
  });

  it('nothing lacks evidence where it is not known what has survived the young generation', () => {
    const script = stream('leak', 2, { livesSeconds: forEver, until: 600 });
    const { at } = missing(script, { readEverySeconds: 15, collectEverySeconds: Infinity, untilSeconds: 600 });
    assert.deepEqual(at, []);
  });
});
