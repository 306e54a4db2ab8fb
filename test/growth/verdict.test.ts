import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leastSamples } from '../../src/growth/significance.js';
import { windowOf } from '../../src/growth/spans.js';
import { falseAlarmProbability } from '../../src/growth/thresholds.js';
import { type Random, randomFrom } from '../support/random.js';
import { HOUR, replay, type ReplayOptions, type ScriptedSample, THRESHOLDS } from '../support/scripted-heap.js';
import { block, boundedCache, churn, flushed, keyedCache, leak, queue, ttlCache } from '../support/workloads.js';

const SPAN = THRESHOLDS.spanSeconds;
const SEEDS = [1, 2, 3];

/** A workload and how it is read. */
interface Case {
  readonly name: string;
  readonly hours: number;
  readonly script: (random: Random, endSeconds: number) => ScriptedSample[];
  /**
   * A leak at the same site that must be found beside the workload: seconds a sample, and how long finding it may take.
   */
  readonly leakEverySeconds: number;
  readonly foundWithinHours: number;
  readonly replay?: Partial<ReplayOptions>;
}

const NOT_LEAKING: readonly Case[] = [
  {
    name: 'a start-up that is over after some minutes',
    hours: 12,
    script: (random) => leak(random, { everySeconds: 2, endSeconds: 400 }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a cache that fills up evenly within half a span',
    hours: 12,
    script: (random) => leak(random, { everySeconds: 6, endSeconds: SPAN / 2 }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a cache of random keys whose filling slows down',
    hours: 12,
    script: (random) => keyedCache(random, { keys: 600, timeConstantSeconds: SPAN / 3 }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a cache that is full and goes on replacing',
    hours: 12,
    script: (random, endSeconds) => boundedCache(random, { everySeconds: 12, endSeconds, capacity: 150 }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a cache with a time to live',
    hours: 12,
    script: (random, endSeconds) => ttlCache(random, { everySeconds: 12, endSeconds, ttlSeconds: SPAN / 2 }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a sawtooth shorter than a span',
    hours: 24,
    script: (random, endSeconds) => flushed(random, { everySeconds: 15, endSeconds, flushEverySeconds: SPAN / 3.1 }),
    leakEverySeconds: 30,
    foundWithinHours: 36,
  },
  {
    name: 'a burst that is released',
    hours: 12,
    script: () => block({ samples: 400, atSeconds: 2.6 * SPAN, untilSeconds: 3.4 * SPAN }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'a step up to a plateau',
    hours: 24,
    script: () => [
      ...block({ samples: 100, atSeconds: 10, untilSeconds: Infinity }),
      ...block({ samples: 300, atSeconds: 3 * SPAN, untilSeconds: Infinity }),
    ],
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
  {
    name: 'short-lived objects, and a collection only now and then',
    hours: 48,
    script: (random, endSeconds) => churn(random, { everySeconds: 10, lifeSeconds: 20, endSeconds }),
    leakEverySeconds: 60,
    foundWithinHours: 36,
    replay: { collectEverySeconds: 0.7 * SPAN },
  },
  {
    name: 'a queue that grows, whose oldest are served',
    hours: 5,
    script: (random, endSeconds) => queue(random, { everySeconds: 24, serveEverySeconds: 30, endSeconds }),
    leakEverySeconds: 45,
    foundWithinHours: 24,
  },
];

function endOf(hours: number): { untilSeconds: number } {
  return { untilSeconds: hours * HOUR };
}

/** The hours at which the site becomes judged leaking, and ceases to be. */
function changesOf(script: readonly ScriptedSample[], options: ReplayOptions): number[] {
  const changes: number[] = [];
  let isLeaking = false;
  replay(script, options, ({ seconds, site }) => {
    const now = site('site')?.state === 'leaking';
    if (now !== isLeaking) changes.push(seconds / HOUR);
    isLeaking = now;
  });
  return changes;
}

describe('what does not leak', () => {
  for (const { name, hours, script, replay: reads } of NOT_LEAKING) {
    it(`what does not leak is never judged leaking: ${name}`, () => {
      for (const seed of SEEDS) {
        const options = { ...endOf(hours), ...reads };
        const changes = changesOf(script(randomFrom(seed), options.untilSeconds), options);
        assert.deepEqual(changes, [], `seed ${seed}: judged leaking at hours ${changes.join(', ')}`);
      }
    });
  }
});

describe('a slow leak', () => {
  for (const { name, script, leakEverySeconds, foundWithinHours, replay: reads } of NOT_LEAKING) {
    it(`a slow leak is found at a site that also has ${name}`, () => {
      for (const seed of SEEDS) {
        const options = { ...endOf(foundWithinHours), ...reads };
        const random = randomFrom(seed);
        const beneath = script(random, options.untilSeconds);
        const leaking = leak(random, { everySeconds: leakEverySeconds, endSeconds: options.untilSeconds });
        const changes = changesOf([...beneath, ...leaking], options);
        assert.equal(changes.length % 2, 1, `seed ${seed}: hours ${changes.join(', ') || 'never'}`);
      }
    });
  }
});

describe('a steady leak', () => {
  const EVERY_SECONDS = 20;

  it('a steady leak is found once it has gone on for a span, not before', () => {
    for (const seed of SEEDS) {
      const options = endOf(4);
      const [first = Infinity, ...more] = changesOf(
        leak(randomFrom(seed), { everySeconds: EVERY_SECONDS, endSeconds: options.untilSeconds }),
        options,
      );
      assert.ok(first >= SPAN / HOUR && first < 1.5, `seed ${seed}: hour ${first}`);
      assert.deepEqual(more, []);
    }
  });

  it('a steady leak has births and deaths that show its true rate, since a time before it was found', () => {
    const options = endOf(3);
    let covered = 0;
    for (const seed of SEEDS) {
      const script = leak(randomFrom(seed), { everySeconds: EVERY_SECONDS, endSeconds: options.untilSeconds });
      const { site } = replay(script, options);
      const evidence = site('site')?.leak;
      assert.ok(evidence !== undefined);
      const { births, deaths, seconds, sinceSeconds, explained } = evidence;
      assert.ok(seconds !== null && seconds >= SPAN);
      assert.ok(sinceSeconds >= 0 && sinceSeconds <= SPAN);
      assert.equal(explained, 1);
      // Within three deviations of a Poisson count.
      const expected = seconds / EVERY_SECONDS;
      if (Math.abs(births.samples - deaths.samples - expected) < 3 * Math.sqrt(expected)) covered += 1;
    }
    assert.equal(covered, SEEDS.length);
  });

  it('a steady leak is found over a longer span where it is slow', () => {
    for (const seed of SEEDS) {
      const options = endOf(48);
      const script = leak(randomFrom(seed), { everySeconds: 600, endSeconds: options.untilSeconds });
      const [first = Infinity, ...more] = changesOf(script, options);
      assert.ok(first > 2 && first < 20, `seed ${seed}: hour ${first}`);
      assert.deepEqual(more, []);
    }
  });

  it('a steady leak is found whether a collection comes every minute or every 20 minutes', () => {
    for (const collectEverySeconds of [60, 300, 1200]) {
      const options = { ...endOf(6), collectEverySeconds };
      const script = leak(randomFrom(1), { everySeconds: EVERY_SECONDS, endSeconds: options.untilSeconds });
      const [first = Infinity, ...more] = changesOf(script, options);
      assert.ok(first <= 4, `a collection every ${collectEverySeconds} s: hour ${first}`);
      assert.deepEqual(more, []);
    }
  });

  it('a steady leak is not found while it has added less than the least share to what its site holds', () => {
    const options = endOf(1.5);
    const held = block({ samples: 3000, atSeconds: 10, untilSeconds: Infinity });
    const script = [...held, ...leak(randomFrom(1), { everySeconds: EVERY_SECONDS, endSeconds: options.untilSeconds })];
    assert.deepEqual(changesOf(script, options), []);
    const thresholds = { ...THRESHOLDS, minimumGrowthRatio: 0 };
    assert.equal(changesOf(script, { ...options, thresholds }).length, 1);
  });
});

describe('a leak that stops', () => {
  it('a leak that stops is over after half of the span that showed it, and is not found again', () => {
    for (const seed of SEEDS) {
      const stopsAtHours = 3;
      const options = endOf(12);
      const script = leak(randomFrom(seed), { everySeconds: 10, endSeconds: stopsAtHours * HOUR });
      const [found, over = Infinity, ...more] = changesOf(script, options);
      assert.ok(found !== undefined && found < stopsAtHours);
      assert.ok(over > stopsAtHours && over <= stopsAtHours + 0.5 + 0.2, `seed ${seed}: over at hour ${over}`);
      assert.deepEqual(more, []);
    }
  });

  it('a leak that stops is over as soon where it has lasted for long', () => {
    const stopsAtHours = 30;
    const script = leak(randomFrom(1), { everySeconds: 60, endSeconds: stopsAtHours * HOUR });
    const changes = changesOf(script, endOf(stopsAtHours + 40));
    const [found, over = Infinity, ...more] = changes;
    assert.ok(found !== undefined && over > stopsAtHours && over <= stopsAtHours + 1, `hours ${changes.join(', ')}`);
    assert.deepEqual(more, []);
  });

  it('a leak that merely falters is not over', () => {
    const pauses = [...Array(8).keys()].map((n) => ({ begin: n * HOUR, end: n * HOUR + 0.9 * HOUR }));
    for (const seed of SEEDS) {
      const random = randomFrom(seed);
      const script = pauses.flatMap(({ begin, end }) =>
        leak(random, { everySeconds: 10, beginSeconds: begin, endSeconds: end }),
      );
      assert.equal(changesOf(script, endOf(7.9)).length, 1, `seed ${seed}`);
    }
  });

  it('a leak that comes in bursts is not over while two bursts merely lie far apart', () => {
    let ended = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = randomFrom(seed);
      const bursts = leak(random, { everySeconds: 300, endSeconds: 24 * HOUR });
      const changes = changesOf(
        bursts.flatMap((sample) => new Array<ScriptedSample>(8).fill(sample)),
        endOf(24),
      );
      assert.ok(changes.length > 0, `seed ${seed}: never found`);
      ended += Math.floor(changes.length / 2);
    }
    assert.ok(ended <= 4, `${ended} times in twenty days`);
  });

  it('a leak is over when all that it held is released', () => {
    const script = leak(randomFrom(1), { everySeconds: 10, endSeconds: 3 * HOUR }).map((sample) => ({
      ...sample,
      deathSeconds: 3 * HOUR,
    }));
    const [found, over = Infinity, ...more] = changesOf(script, endOf(8));
    assert.ok(found !== undefined && over <= 3.7, `over at hour ${over}`);
    assert.deepEqual(more, []);
  });
});

describe('the samples that a leak takes', () => {
  const least = leastSamples(falseAlarmProbability(THRESHOLDS, 1));

  /** Evenly spaced births over exactly the first span there is. */
  function even(samples: number): ScriptedSample[] {
    return Array.from({ length: samples }, (_, n) => ({
      site: 'site',
      birthSeconds: 301 + ((n + 0.5) / samples) * (SPAN - 2),
      deathSeconds: Infinity,
    }));
  }

  function stateAfterASpan(samples: number): string | undefined {
    // The first checkpoint is at the first read, the last one a span later.
    return replay(even(samples), { untilSeconds: SPAN + 600 }).site('site')?.state;
  }

  it('the samples that a leak takes are as many as leastSamples says', () => {
    assert.equal(stateAfterASpan(least), 'leaking');
    assert.notEqual(stateAfterASpan(least - 1), 'leaking');
  });

  it('the samples that a leak takes are more where fewer false alarms are allowed, and where there are more sites', () => {
    const of = (falseAlarmsPerWeek: number, sites: number): number =>
      leastSamples(falseAlarmProbability({ ...THRESHOLDS, falseAlarmsPerWeek }, sites));
    assert.ok(of(0.001, 50) > of(1, 50));
    assert.ok(of(0.001, 5000) > of(0.001, 50));
    assert.ok(of(100, 1) >= 3);
  });
});

describe('a site that does not leak', () => {
  it('a site that does not leak is warming before there is a window', () => {
    const states = new Set<string | undefined>();
    replay(block({ samples: 9, atSeconds: 10, untilSeconds: Infinity }), { untilSeconds: 600 }, ({ site }) => {
      states.add(site('site')?.state);
    });
    assert.deepEqual([...states], ['warming']);
  });

  it('a site that does not leak is steady while it keeps what it has', () => {
    const script = block({ samples: 500, atSeconds: 10, untilSeconds: Infinity });
    assert.equal(replay(script, endOf(3)).site('site')?.state, 'steady');
  });

  it('a site that does not leak is steady while all of its content is replaced', () => {
    for (const seed of SEEDS) {
      const script = boundedCache(randomFrom(seed), { everySeconds: 2, endSeconds: 3 * HOUR, capacity: 300 });
      replay(script, endOf(3), ({ seconds, site }) => {
        if (seconds > 1.5 * HOUR) assert.equal(site('site')?.state, 'steady', `seed ${seed}, ${seconds} s`);
      });
    }
  });

  it('a site that does not leak is growing while what it significantly gains stays, before a span is over', () => {
    const script = leak(randomFrom(1), { everySeconds: 3, endSeconds: HOUR });
    assert.equal(replay(script, endOf(0.5)).site('site')?.state, 'growing');
  });

  it('a site that does not leak is shrinking while it significantly loses what it had', () => {
    const script = leak(randomFrom(1), { everySeconds: 3, endSeconds: 0.5 * HOUR }).map((sample) => ({
      ...sample,
      deathSeconds: 1.6 * HOUR + sample.birthSeconds,
    }));
    assert.equal(replay(script, endOf(2.1)).site('site')?.state, 'shrinking');
  });
});

describe('the state in the first minutes', () => {
  const reads = { readEverySeconds: 15, untilSeconds: 1200 };

  /** The states that a site has had, with the seconds at which each began. */
  function statesOf(script: readonly ScriptedSample[], options: ReplayOptions = reads): Array<[number, string]> {
    const states: Array<[number, string]> = [];
    replay(script, options, ({ seconds, site }) => {
      const state = site('site')?.state;
      if (state !== undefined && state !== states.at(-1)?.[1]) states.push([seconds, state]);
    });
    return states;
  }

  it('the state of a leak of a sample a second is growing within a minute, and stays so until it is leaking', () => {
    for (const seed of SEEDS) {
      const states = statesOf(leak(randomFrom(seed), { everySeconds: 1, endSeconds: 1200 }));
      const [growingSeconds = Infinity] = states.find(([, state]) => state === 'growing') ?? [];
      assert.ok(growingSeconds <= 90, `seed ${seed}: ${states.join(' ')}`);
      assert.equal(states.at(-1)?.[1], 'growing', `seed ${seed}: ${states.join(' ')}`);
    }
  });

  it('the state is never steady beside bounds far from zero, however collections come', () => {
    for (const seed of SEEDS) {
      for (const collectEverySeconds of [15, 45, 105, 300]) {
        const script = leak(randomFrom(seed), { everySeconds: 2, endSeconds: 2 * HOUR });
        replay(script, { ...reads, untilSeconds: 2 * HOUR, collectEverySeconds }, ({ seconds, site }) => {
          const { births, deaths, state } = site('site') ?? {};
          // Births less deaths of five standard deviations.
          if (births === undefined || deaths === undefined || births.samples - deaths.samples < 25) return;
          assert.notEqual(
            state,
            'steady',
            `seed ${seed}, a collection every ${collectEverySeconds} s, at ${seconds} s`,
          );
          assert.notEqual(state, 'warming');
        });
      }
    }
  });

  it('the state is growing where collections become ever rarer, as while a heap grows fast', () => {
    const times = [20, 40, 75, 150, 300, 600];
    const history = times.map((seconds, number) => ({ number, seconds, column: number }));
    for (let count = 3; count <= times.length; count += 1)
      assert.notEqual(windowOf(history.slice(0, count), 0, SPAN)?.previous, undefined);
  });

  it('the state is unconfirmed while all that has come may be the load of a moment', () => {
    const script = block({ samples: 100, atSeconds: 20, untilSeconds: 50 });
    const states = statesOf(script, { ...reads, untilSeconds: 120 }).map(([, state]) => state);
    assert.deepEqual(states.slice(0, 2), ['warming', 'unconfirmed']);
    assert.ok(!states.includes('growing'), states.join(' '));
  });

  it('the state of a site that has come since the latest checkpoint is steady, and not warming for ever', () => {
    const script = churn(randomFrom(1), { everySeconds: 3, lifeSeconds: 1, endSeconds: 1200 });
    const options = { ...reads, collectEverySeconds: 150 };
    const late = statesOf([...script, ...block({ samples: 1, atSeconds: 1, untilSeconds: Infinity })], options)
      .filter(([seconds]) => seconds > 400)
      .map(([, state]) => state);
    assert.deepEqual(
      [...new Set(late)].filter((state) => state !== 'steady'),
      [],
    );
  });
});

describe('large objects that are sampled for certain', () => {
  it('large objects that are sampled for certain count as the few events that they are, however many bytes they have', () => {
    const script = [0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3].map((hours) => ({
      site: 'site',
      birthSeconds: hours * HOUR,
      deathSeconds: Infinity,
      weightBytes: 50_000_000,
    }));
    assert.deepEqual(changesOf(script, endOf(1.4)), []);
  });
});
