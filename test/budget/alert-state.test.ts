import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AlertState, type BudgetStatus, initialState, nextState } from '../../src/budget/alert-state.js';
import { randomFrom } from '../support/random.js';
import { below, oneFrom } from '../support/random-snapshot.js';

const USE = { limit: 100, clear: 90 };
const TIMES = { forSeconds: 60, repeatSeconds: 600 };

/** Makes a state of a status; a firing has been notified. */
function state(status: BudgetStatus, sinceSeconds: number, notifiedSeconds?: number, firings = 0): AlertState {
  const times = { sinceSeconds, notifiedSeconds, firings };
  return status === 'firing' ? { status, isNotified: true, ...times } : { status, isNotified: false, ...times };
}

/** Makes the state of a firing that has not been notified. */
function unnotified(sinceSeconds: number, notifiedSeconds: number, firings: number): AlertState {
  return { status: 'firing', sinceSeconds, isNotified: false, notifiedSeconds, firings };
}

describe('the next state of a budget', () => {
  const cases: ReadonlyArray<
    readonly [what: string, before: AlertState, usage: number | undefined, now: number, after: AlertState | 'same']
  > = [
    ['kept, at the limit', state('ok', 0), 100, 1000, 'same'],
    ['kept, above the limit', state('ok', 0), 101, 1000, state('pending', 1000)],
    ['kept, unknown', state('ok', 0), undefined, 1000, 'same'],
    ['pending, not for long', state('pending', 1000), 101, 1059, 'same'],
    ['pending, for long enough', state('pending', 1000), 101, 1060, state('firing', 1060, 1060, 1)],
    ['pending, at the limit', state('pending', 1000), 100, 1030, state('ok', 1030)],
    ['pending, unknown', state('pending', 1000), undefined, 1300, 'same'],
    ['pending, another told not long ago', state('pending', 1000, 900, 1), 101, 1060, unnotified(1060, 900, 2)],
    ['pending, another told long ago', state('pending', 1000, 400, 1), 101, 1060, state('firing', 1060, 1060, 2)],
    ['firing, above the limit', state('firing', 1060, 1060, 1), 101, 1100, 'same'],
    ['firing, told long ago', state('firing', 1060, 1060, 1), 101, 9999, 'same'],
    ['firing, between limit and clear', state('firing', 1060, 1060, 1), 91, 1100, 'same'],
    ['firing, at clear', state('firing', 1060, 1060, 1), 90, 1100, state('ok', 1100, 1060, 1)],
    ['firing, unknown', state('firing', 1060, 1060, 1), undefined, 9999, 'same'],
    ['firing untold, not for long', unnotified(1060, 900, 2), 101, 1499, 'same'],
    ['firing untold, for long', unnotified(1060, 900, 2), 101, 1500, state('firing', 1060, 1500, 2)],
    ['firing untold, at clear', unnotified(1060, 900, 2), 90, 1100, state('ok', 1100, 900, 2)],
    ['kept again, between limit and clear', state('ok', 1100, 1060, 1), 95, 1200, 'same'],
    ['kept again, above the limit', state('ok', 1100, 1060, 1), 101, 1200, state('pending', 1200, 1060, 1)],
  ];
  for (const [what, before, usage, now, after] of cases) {
    it(`where it is ${what}`, () => {
      const next = nextState(before, { usage, ...USE }, TIMES, now);
      if (after === 'same') assert.equal(next, before);
      else assert.deepEqual(next, after);
    });
  }

  it('is firing at once where it may be and there is nothing to wait for', () => {
    const next = nextState(initialState(5), { usage: 101, ...USE }, { forSeconds: 0, repeatSeconds: 600 }, 5);
    assert.deepEqual(next, state('firing', 5, 5, 1));
  });

  it('follows limits that move, as shares do', () => {
    const before = initialState(0);
    assert.equal(nextState(before, { usage: 101, limit: 200, clear: 180 }, TIMES, 1), before);
    const firing = state('firing', 1, 1, 1);
    assert.equal(nextState(firing, { usage: 101, limit: 200, clear: 180 }, TIMES, 2).status, 'ok');
  });
});

/** One look at a budget. */
interface Look {
  readonly seconds: number;
  readonly usage: number | undefined;
  readonly state: AlertState;
}

/** Usage that wanders, stays, jumps and is unknown now and then, looked at at uneven times. */
function randomLooks(seed: number): { looks: Look[]; forSeconds: number; repeatSeconds: number; clear: number } {
  const random = randomFrom(seed);
  const times = { forSeconds: oneFrom(random, [0, 5, 30]), repeatSeconds: oneFrom(random, [0, 20, 100]) };
  const clear = oneFrom(random, [100, 90, 50]);
  let [seconds, usage] = [random.uniform() * 100, 80];
  let current = initialState(seconds);
  const looks: Look[] = [];
  for (let n = 0; n < 300; n += 1) {
    seconds += oneFrom(random, [0.5, 1, 1, 5]);
    const pull = random.uniform();
    if (pull < 0.1) usage = below(random, 200);
    else if (pull < 0.6) usage = Math.max(0, usage + below(random, 21) - 10);
    // Frozen: a function that wrote to its arguments would throw.
    const use = Object.freeze({ usage: random.uniform() < 0.05 ? undefined : usage, limit: 100, clear });
    current = nextState(Object.freeze(current), use, Object.freeze(times), seconds);
    looks.push({ seconds, usage: use.usage, state: current });
  }
  return { looks, ...times, clear };
}

describe('a budget under a thousand random usages', () => {
  const runs = Array.from({ length: 1000 }, (_, seed) => randomLooks(seed));
  const firingsOf = (looks: readonly Look[]): number[] =>
    looks.flatMap(({ state: { status } }, n) =>
      status === 'firing' && looks[n - 1]?.state.status !== 'firing' ? [n] : [],
    );

  it('fires often enough for what follows to mean something', () => {
    const firings = runs.map(({ looks }) => firingsOf(looks).length);
    assert.ok(firings.filter((count) => count > 1).length > 300, String(firings));
  });

  it('fires only after for of excess without a break', () => {
    for (const { looks, forSeconds } of runs) {
      for (const n of firingsOf(looks)) {
        const fired = looks[n]?.seconds ?? 0;
        let from = n;
        while (from > 0 && (looks[from - 1]?.usage ?? Infinity) > 100) from -= 1;
        const broken = looks.slice(from, n + 1).find(({ usage }) => usage !== undefined);
        assert.ok(broken !== undefined && fired - broken.seconds >= forSeconds);
      }
    }
  });

  it('fires as soon as that is so', () => {
    for (const { looks, forSeconds } of runs) {
      looks.forEach(({ seconds, usage, state: { status } }, n) => {
        if (usage === undefined || usage <= 100 || status === 'firing') return;
        let from = n;
        while (from > 0 && (looks[from - 1]?.usage ?? Infinity) > 100 && looks[from - 1]?.state.status !== 'firing') {
          from -= 1;
        }
        const broken = looks.slice(from).find((look) => look.usage !== undefined);
        assert.ok(seconds - (broken?.seconds ?? 0) < forSeconds);
      });
    }
  });

  it('fires until it is used no more than clear, and no longer', () => {
    for (const { looks, clear } of runs) {
      for (let n = 1; n < looks.length; n += 1) {
        const { usage, state: now } = looks[n] ?? assert.fail();
        if (looks[n - 1]?.state.status !== 'firing') continue;
        assert.equal(now.status === 'firing', usage === undefined || usage > clear);
      }
    }
  });

  it('is told of repeat after the time before at the earliest, and then at once', () => {
    for (const { looks, repeatSeconds } of runs) {
      let told = -Infinity;
      looks.forEach(({ seconds, usage, state: { status, isNotified, notifiedSeconds = -Infinity } }, n) => {
        const isNews = isNotified && notifiedSeconds === seconds && looks[n - 1]?.state.isNotified !== true;
        if (isNews) assert.ok(seconds - told >= repeatSeconds);
        if (isNews) told = seconds;
        assert.equal(notifiedSeconds, told);
        if (status !== 'firing') assert.equal(isNotified, false);
        else if (usage !== undefined && !isNotified) assert.ok(seconds - told < repeatSeconds);
      });
    }
  });

  it('stays the same object exactly where nothing changes, as when nothing is known', () => {
    for (const { looks } of runs) {
      for (let n = 1; n < looks.length; n += 1) {
        const [before, after] = [looks[n - 1] ?? assert.fail(), looks[n] ?? assert.fail()];
        if (after.usage === undefined) assert.equal(after.state, before.state);
        const isSame = after.state.status === before.state.status && after.state.isNotified === before.state.isNotified;
        if (isSame) assert.equal(after.state, before.state);
        if (after.state.status !== before.state.status) assert.equal(after.state.sinceSeconds, after.seconds);
      }
    }
  });

  it('counts its firings', () => {
    for (const { looks } of runs) assert.equal(looks.at(-1)?.state.firings, firingsOf(looks).length);
  });
});
