import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomFrom } from '../support/random.js';
import { HOUR, replay, type ScriptedSample } from '../support/scripted-heap.js';
import { block, boundedCache, leak } from '../support/workloads.js';

const OPTIONS = { untilSeconds: 3 * HOUR };
const { untilSeconds: endSeconds } = OPTIONS;

describe('the share of the growth a leak explains', () => {
  it('the share of the growth that a leak explains is all of the growth where nothing else grows', () => {
    const random = randomFrom(1);
    const script = [
      ...leak(random, { site: 'leak', everySeconds: 20, endSeconds }),
      ...block({ site: 'cache', samples: 400, atSeconds: 10, untilSeconds: Infinity }),
    ];
    assert.equal(replay(script, OPTIONS).site('leak')?.leak?.explained, 1);
  });

  it('the share of the growth that a leak explains is divided between two leaks by their rates', () => {
    const random = randomFrom(1);
    const script = [
      ...leak(random, { site: 'fast', everySeconds: 10, endSeconds }),
      ...leak(random, { site: 'slow', everySeconds: 30, endSeconds }),
    ];
    const { site } = replay(script, OPTIONS);
    const [fast, slow] = [site('fast')?.leak?.explained ?? 0, site('slow')?.leak?.explained ?? 0];
    assert.ok(Math.abs(fast - 0.75) < 0.08, `${fast}`);
    assert.ok(Math.abs(fast + slow - 1) < 1e-9, `${fast} and ${slow}`);
  });

  it('the share of the growth that a leak explains is no more than all of the growth where other sites shrink', () => {
    const random = randomFrom(1);
    const falling: ScriptedSample[] = Array.from({ length: 200 }, (_, n) => ({
      site: 'falling',
      birthSeconds: 10,
      deathSeconds: (endSeconds * (n + 1)) / 200,
    }));
    const script = [...leak(random, { site: 'leak', everySeconds: 20, endSeconds }), ...falling];
    assert.equal(replay(script, OPTIONS).site('leak')?.leak?.explained, 1);
  });

  it('the share of the growth that a leak explains is null where all sites together do not grow', () => {
    const random = randomFrom(1);
    const falling: ScriptedSample[] = Array.from({ length: 2000 }, (_, n) => ({
      site: 'falling',
      birthSeconds: 10,
      deathSeconds: (endSeconds * (n + 1)) / 2000,
    }));
    const script = [...leak(random, { site: 'leak', everySeconds: 20, endSeconds }), ...falling];
    assert.equal(replay(script, OPTIONS).site('leak')?.leak?.explained, null);
  });
});

describe('all sites as if they were one', () => {
  it('all sites together leak where one site does and the others stay as they are', () => {
    const random = randomFrom(1);
    const script = [
      ...leak(random, { site: 'leak', everySeconds: 15, endSeconds }),
      ...block({ site: 'cache', samples: 100, atSeconds: 10, untilSeconds: Infinity }),
    ];
    const { total } = replay(script, OPTIONS).estimate;
    assert.equal(total.state, 'leaking');
    assert.ok(total.leak.births.samples > 0);
  });

  it('all sites together leak where each of many sites leaks too little to be judged leaking', () => {
    const random = randomFrom(1);
    const script = Array.from({ length: 30 }, (_, n) =>
      leak(random, { site: `site ${n}`, everySeconds: 900, endSeconds }),
    ).flat();
    const { estimate } = replay(script, OPTIONS);
    assert.ok(estimate.sites.every(({ state }) => state !== 'leaking'));
    assert.equal(estimate.total.state, 'leaking');
  });

  it('all sites together are steady where one site gains what another loses', () => {
    const random = randomFrom(1);
    const gained = leak(random, { site: 'gains', everySeconds: 20, endSeconds });
    const lost = gained.map(({ birthSeconds }) => ({ site: 'loses', birthSeconds: 10, deathSeconds: birthSeconds }));
    assert.equal(replay([...gained, ...lost], OPTIONS).estimate.total.state, 'steady');
  });

  for (const [often, collectEverySeconds] of [
    ['often', 300],
    ['less than once a span', 2 * HOUR],
  ] as const) {
    it(`all sites together have the births and deaths of all sites where collections come ${often}`, () => {
      const random = randomFrom(2);
      const options = { untilSeconds: 12 * HOUR, collectEverySeconds };
      const script = [
        ...['a', 'b', 'c'].flatMap((site) =>
          boundedCache(random, { site, everySeconds: 30, endSeconds: options.untilSeconds, capacity: 60 }),
        ),
        ...block({ site: 'emptied', samples: 50, atSeconds: 10, untilSeconds: 5 * HOUR }),
      ];
      replay(script, options, ({ seconds, estimate: { total, sites } }) => {
        for (const kind of ['births', 'deaths'] as const) {
          const sum = sites.reduce((samples, site) => samples + site[kind].samples, 0);
          assert.equal(total[kind].samples, sum, `${kind} at hour ${seconds / HOUR}`);
        }
      });
    });
  }
});

describe('the evidence of a leak', () => {
  it('the evidence of a leak is given exactly where the state is leaking', () => {
    const random = randomFrom(3);
    const script = [
      ...leak(random, { site: 'leak', everySeconds: 15, endSeconds: 2 * HOUR }),
      ...boundedCache(random, { site: 'cache', everySeconds: 15, endSeconds, capacity: 50 }),
    ];
    const states = new Set<string>();
    replay(script, OPTIONS, ({ estimate: { sites, total } }) => {
      for (const { state, leak: evidence } of [...sites, total]) {
        assert.equal(state === 'leaking', evidence !== undefined);
        states.add(state);
      }
    });
    assert.ok(states.has('leaking') && states.has('steady'));
  });
});
