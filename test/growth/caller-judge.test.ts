import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomFrom } from '../support/random.js';
import { HOUR, replay, type ScriptedSample } from '../support/scripted-heap.js';
import { block, boundedCache, churn, leak } from '../support/workloads.js';

const OPTIONS = { untilSeconds: 3 * HOUR };
const { untilSeconds: endSeconds } = OPTIONS;

/** Puts functions above the sites of samples, the outermost first. */
function under(callers: readonly string[], samples: readonly ScriptedSample[]): ScriptedSample[] {
  return samples.map((sample) => ({ ...sample, callers: [...callers, ...(sample.callers ?? [])] }));
}

/** So many sites that leak one sample in so many seconds each. */
function spread(seed: number, sites: number, everySeconds: number): ScriptedSample[] {
  const random = randomFrom(seed);
  return Array.from({ length: sites }, (_, n) =>
    leak(random, { site: `helper ${n}`, everySeconds, endSeconds }),
  ).flat();
}

describe('a leak below a caller', () => {
  it('a leak that is spread over ten helpers is leaking at the function that calls them', () => {
    const { estimate, judged } = replay(under(['main', 'handle'], spread(1, 10, 600)), OPTIONS);
    assert.ok(estimate.sites.every(({ state }) => state !== 'leaking'));
    assert.equal(judged('handle')?.state, 'leaking');
    assert.equal(judged('handle')?.scope, 'calls');
  });

  it('a leak that is spread over 300 functions of too few samples each is leaking at their caller', () => {
    const { estimate, judged } = replay(under(['main', 'render'], spread(2, 300, 2400)), OPTIONS);
    assert.ok(estimate.sites.every(({ state }) => state !== 'leaking'));
    assert.equal(judged('render')?.state, 'leaking');
  });

  it('a leak goes on at the caller, and begins nowhere anew, when V8 inlines the callee into it', () => {
    const random = randomFrom(3);
    const halfSeconds = 3 * HOUR;
    const script = [
      ...under(['main', 'handle'], leak(random, { site: 'create', everySeconds: 20, endSeconds: halfSeconds })),
      ...under(
        ['main'],
        leak(random, { site: 'handle', everySeconds: 20, beginSeconds: halfSeconds, endSeconds: 2 * halfSeconds }),
      ),
    ];
    const since = new Set<number>();
    let found = 0;
    replay(script, { untilSeconds: 2 * halfSeconds }, ({ judged, seconds }) => {
      const handle = judged('handle');
      if (handle?.state !== 'leaking') {
        assert.equal(found, 0, `not leaking at ${seconds / HOUR} h`);
        return;
      }
      found += 1;
      since.add(handle.leak.sinceSeconds);
      assert.equal(handle.scope, 'calls');
    });
    assert.ok(found > 50, `leaking at ${found} reads`);
    assert.equal(since.size, 1);
  });

  it('a leak goes on at the caller when V8 no longer inlines the callee', () => {
    const random = randomFrom(4);
    const halfSeconds = 3 * HOUR;
    const script = [
      ...under(['main'], leak(random, { site: 'handle', everySeconds: 20, endSeconds: halfSeconds })),
      ...under(
        ['main', 'handle'],
        leak(random, { site: 'create', everySeconds: 20, beginSeconds: halfSeconds, endSeconds: 2 * halfSeconds }),
      ),
    ];
    replay(script, { untilSeconds: 2 * halfSeconds }, ({ judged, seconds }) => {
      if (seconds > 2 * HOUR) assert.equal(judged('handle')?.state, 'leaking', `at ${seconds / HOUR} h`);
    });
  });
});

describe('the net share of what came below a function', () => {
  it('the net share is births less deaths over births, as they are judged', () => {
    const random = randomFrom(5);
    const script = [
      ...under(['main', 'handle'], leak(random, { site: 'keep', everySeconds: 60, endSeconds })),
      ...under(['main', 'handle'], churn(random, { site: 'drop', everySeconds: 60, lifeSeconds: HOUR, endSeconds })),
    ];
    let compared = 0;
    replay(script, OPTIONS, ({ lifetimes }) => {
      const growth = lifetimes.growth();
      for (const { frame, from, births, deaths } of growth?.judged ?? []) {
        const share = growth?.netShares(from)(frame) ?? NaN;
        const judged = (births.bytes - deaths.bytes) / births.bytes;
        assert.ok(Math.abs(share - judged) < 1e-9, `${frame.site}: ${share} and ${judged}`);
        compared += share < 1 ? 1 : 0;
      }
    });
    assert.ok(compared > 10, `${compared} compared`);
  });
});

describe('a caller that does not leak', () => {
  it('a caller of sites that each fill up once, at one time or another, is not leaking', () => {
    const random = randomFrom(5);
    const script = Array.from({ length: 200 }, (_, n) =>
      block({ site: `cache ${n}`, samples: 20, atSeconds: 60 + random.uniform() * 12 * HOUR, untilSeconds: Infinity }),
    ).flat();
    replay(under(['main'], script), { untilSeconds: 12 * HOUR }, ({ judged, seconds }) => {
      assert.notEqual(judged('main')?.state, 'leaking', `at ${seconds / HOUR} h`);
    });
  });

  it('a caller of caches that are full is not judged growing, beside one that leaks', () => {
    const random = randomFrom(6);
    const script = [
      ...under(['main', 'read'], boundedCache(random, { site: 'cache', everySeconds: 10, endSeconds, capacity: 100 })),
      ...under(['main', 'read'], churn(random, { site: 'churn', everySeconds: 10, lifeSeconds: 600, endSeconds })),
      ...under(['main', 'write'], spread(7, 10, 300)),
    ];
    const { judged } = replay(script, OPTIONS);
    assert.equal(judged('read'), undefined);
    assert.equal(judged('write')?.state, 'leaking');
  });
});

describe('a function that calls itself', () => {
  it('a sample below a function that calls itself is counted once', () => {
    const random = randomFrom(8);
    const script = under(
      ['main', 'walk', 'walk', 'visit', 'walk'],
      leak(random, { site: 'node', everySeconds: 30, endSeconds }),
    );
    const { judged, site } = replay(script, OPTIONS);
    const retained = site('node')?.retained;
    assert.ok(retained !== undefined && retained.samples > 0);
    assert.deepEqual(judged('walk')?.retained, retained);
    assert.deepEqual(judged('visit')?.retained, retained);
  });
});

describe('what has come since a checkpoint', () => {
  it('the retained samples that came within the span of a leak are given with their rows of the latest tree', () => {
    const random = randomFrom(9);
    const script = [
      ...under(['main', 'load'], block({ site: 'static', samples: 500, atSeconds: 10, untilSeconds: Infinity })),
      ...under(['main', 'handle'], leak(random, { site: 'create', everySeconds: 20, endSeconds })),
    ];
    const { lifetimes, judged } = replay(script, OPTIONS);
    const handle = judged('handle');
    assert.ok(handle?.state === 'leaking');
    const [born, tree] = [lifetimes.bornSince(handle.from), lifetimes.growth()?.paths.tree];
    assert.equal(born.count, handle.births.samples);
    assert.ok(tree !== undefined);
    assert.deepEqual(new Set([...born.node].map((row) => tree.frames[row]?.site)), new Set(['create']));
    assert.equal(born.ordinal.length, born.count);
    assert.equal(
      born.weightBytes.reduce((sum, bytes) => sum + bytes, 0),
      handle.births.bytes,
    );
  });

  it('the net share is 1 where nothing died, 0 where as much died as was born, and between where some did', () => {
    const random = randomFrom(10);
    const script = [
      ...under(['main', 'keep'], leak(random, { site: 'kept', everySeconds: 20, endSeconds })),
      ...under(['main', 'pass'], boundedCache(random, { site: 'passed', everySeconds: 20, endSeconds, capacity: 60 })),
    ];
    const { lifetimes, judged } = replay(script, OPTIONS);
    const keep = judged('keep');
    assert.ok(keep !== undefined);
    const share = lifetimes.netShares(keep.from);
    const [kept, passed, main] = ['keep', 'pass', 'main'].map((name) =>
      share({ site: name, function: name, file: name, line: 1, column: 0, package: null }),
    );
    assert.equal(kept, 1);
    assert.ok(passed !== undefined && passed < 0.3, `${passed}`);
    assert.ok(main !== undefined && main > 0.5 && main < 0.95, `${main}`);
  });
});
