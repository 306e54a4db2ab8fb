import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Slope } from '../../src/growth/rank-statistics.js';
import type { GrowthEstimate } from '../../src/growth/site-series.js';
import { heapGrowth, nearestLimit, type ProcessRoom, timeToLimit } from '../../src/sampler/time-to-limit.js';
import { tallyOf } from '../support/tallies.js';

const INTERVAL = 1000;

type Verdict = Pick<Extract<GrowthEstimate, { leak: undefined }>, 'state' | 'leak'>;

function growth(born: number, died: number, verdict: Verdict = { state: 'growing', leak: undefined }): GrowthEstimate {
  return { births: tallyOf(born, INTERVAL), deaths: tallyOf(died, INTERVAL), ...verdict };
}

/** Makes a rate that is known to a tenth. */
function rate(bytesPerSecond: number): Slope {
  return { bytesPerSecond, lower: 0.9 * bytesPerSecond, upper: 1.1 * bytesPerSecond };
}

const NO_LEAKS = { leaks: [], intervalBytes: INTERVAL };

/** Makes the room of a process with a megabyte on the heap and ten in its container, in which nothing grows. */
function room(overrides: Partial<ProcessRoom> = {}): ProcessRoom {
  return {
    heapBytes: 1_000_000,
    memoryBytes: 10_000_000,
    memoryOwner: 'container',
    heapGrowth: null,
    outsideGrowth: [],
    ...overrides,
  };
}

describe('the growth that fills the heap', () => {
  it('the growth of the heap is that of all sites together, with its bounds', () => {
    const found = heapGrowth({ total: growth(120, 20), windowSeconds: 50 }, NO_LEAKS);
    // 100 samples of 1,000 bytes in 50 seconds.
    assert.equal(found?.bytesPerSecond, 2000);
    assert.ok(found.lower > 1300 && found.lower < 2000 && found.upper > 2000 && found.upper < 2900);
  });

  it('the growth is measured over the span of the leak where all sites together leak', () => {
    const leak = {
      sinceSeconds: 0,
      reason: 'lasting' as const,
      from: { number: 0, seconds: 0, column: 0 },
      seconds: 1000,
      births: tallyOf(400, INTERVAL),
      deaths: tallyOf(0, INTERVAL),
      explained: null,
    };
    const total: GrowthEstimate = { ...growth(0, 0), state: 'leaking', leak };
    assert.equal(heapGrowth({ total, windowSeconds: 50 }, NO_LEAKS)?.bytesPerSecond, 400);
  });

  it('there is no growth where there is no estimate, or no window', () => {
    assert.equal(heapGrowth(undefined, NO_LEAKS), null);
    assert.equal(heapGrowth({ total: growth(120, 20), windowSeconds: null }, NO_LEAKS), null);
  });

  for (const state of ['warming', 'steady', 'shrinking'] as const) {
    it(`there is no growth where all sites together are ${state}`, () => {
      const total = growth(120, 20, { state, leak: undefined });
      assert.equal(heapGrowth({ total, windowSeconds: 50 }, NO_LEAKS), null);
    });
  }

  it('the heap grows as its leaks do where what others release hides that for a while', () => {
    const total = growth(20, 120, { state: 'shrinking', leak: undefined });
    const leaks = [rate(1000), rate(500), { bytesPerSecond: 0, lower: 0, upper: 0 }];
    const found = heapGrowth({ total, windowSeconds: 50 }, { leaks, intervalBytes: INTERVAL });
    assert.equal(found?.bytesPerSecond, 1500);
    assert.ok(found.lower > 0 && found.lower < 1500 && found.upper > 1500);
    assert.equal(
      heapGrowth({ total: growth(120, 20), windowSeconds: 50 }, { leaks, intervalBytes: INTERVAL })?.bytesPerSecond,
      2000,
    );
  });

  it('there is no growth where it is not significant', () => {
    assert.equal(heapGrowth({ total: growth(22, 20), windowSeconds: 50 }, NO_LEAKS), null);
    assert.equal(heapGrowth({ total: growth(20, 120), windowSeconds: 50 }, NO_LEAKS), null);
  });
});

describe('the limit that a process reaches first', () => {
  it('the heap is first where its growth fills it before the container is full', () => {
    const { limit, roomBytes, growth } = nearestLimit(room({ heapGrowth: rate(1000) }));
    assert.deepEqual([limit, roomBytes, growth], ['heap', 1_000_000, rate(1000)]);
  });

  it('the container is first where it has less room than the heap', () => {
    const nearest = nearestLimit(room({ heapGrowth: rate(1000), memoryBytes: 500_000 }));
    assert.deepEqual([nearest.limit, timeToLimit(nearest).secondsToLimit], ['container', 500]);
  });

  it('the container is first where components outside the heap fill it together with the heap', () => {
    const outsideGrowth = [rate(15_000), rate(4000)];
    const nearest = nearestLimit(room({ heapGrowth: rate(1000), outsideGrowth }));
    assert.deepEqual([nearest.limit, nearest.growth?.bytesPerSecond], ['container', 20_000]);
    assert.equal(timeToLimit(nearest).secondsToLimit, 500);
    // The errors of three rates add up as the sides of a rectangle do.
    assert.ok(Math.abs((nearest.growth?.upper ?? 0) - 20_000 - Math.hypot(100, 1500, 400)) < 1e-6);
    assert.ok(Math.abs(20_000 - (nearest.growth?.lower ?? 0) - Math.hypot(100, 1500, 400)) < 1e-6);
  });

  it('the memory is first where only components outside the heap grow, and the machine where there is no container', () => {
    const nearest = nearestLimit(room({ outsideGrowth: [rate(100)], memoryOwner: 'machine' }));
    assert.deepEqual([nearest.limit, timeToLimit(nearest).secondsToLimit], ['machine', 100_000]);
  });

  it('while nothing grows the nearest limit is that with the smaller room', () => {
    assert.deepEqual(nearestLimit(room()), { limit: 'heap', roomBytes: 1_000_000, growth: null });
    assert.deepEqual(nearestLimit(room({ memoryBytes: 10 })), { limit: 'container', roomBytes: 10, growth: null });
  });

  it('there is no room where a limit is exceeded, and the time to it is 0', () => {
    for (const heapBytes of [0, -5000]) {
      const nearest = nearestLimit(room({ heapBytes, heapGrowth: rate(1000) }));
      const { secondsToLimit, secondsToLimitUpper } = timeToLimit(nearest);
      assert.deepEqual([nearest.roomBytes, secondsToLimit, secondsToLimitUpper], [0, 0, 0]);
    }
    assert.equal(nearestLimit(room({ memoryBytes: -1, heapGrowth: rate(1000) })).limit, 'container');
  });
});

describe('the time to a limit', () => {
  it('the time to the limit is the room over the growth, with its bounds', () => {
    assert.deepEqual(
      timeToLimit({ limit: 'heap', roomBytes: 1_000_000, growth: { bytesPerSecond: 2000, lower: 1600, upper: 2500 } }),
      {
        firstLimit: 'heap',
        secondsToLimit: 500,
        secondsToLimitLower: 400,
        secondsToLimitUpper: 625,
      },
    );
  });

  it('there is no time to the limit while nothing grows', () => {
    assert.deepEqual(timeToLimit(nearestLimit(room())), {
      firstLimit: null,
      secondsToLimit: null,
      secondsToLimitLower: null,
      secondsToLimitUpper: null,
    });
  });
});
