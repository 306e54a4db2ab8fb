import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AlertState, type BudgetStatus, initialState, nextState } from '../../src/budget/alert-state.js';
import { below, oneFrom } from '../support/random-snapshot.js';
import { randomFrom } from '../support/random.js';

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
    ['within its limit stays so at the limit', state('ok', 0), 100, 1000, 'same'],
    ['within its limit becomes pending above it', state('ok', 0), 101, 1000, state('pending', 1000)],
    ['within its limit stays so where its use is unknown', state('ok', 0), undefined, 1000, 'same'],
    ['pending stays so while forSeconds have not passed', state('pending', 1000), 101, 1059, 'same'],
    ['pending fires once forSeconds have passed', state('pending', 1000), 101, 1060, state('firing', 1060, 1060, 1)],
    ['pending is within its limit again at the limit', state('pending', 1000), 100, 1030, state('ok', 1030)],
    ['pending stays so where its use is unknown', state('pending', 1000), undefined, 1300, 'same'],
    [
      'pending fires without a notification shortly after the last one',
      state('pending', 1000, 900, 1),
      101,
      1060,
      unnotified(1060, 900, 2),
    ],
    [
      'pending fires with a notification long after the last one',
      state('pending', 1000, 400, 1),
      101,
      1060,
      state('firing', 1060, 1060, 2),
    ],
    ['firing stays so above the limit', state('firing', 1060, 1060, 1), 101, 1100, 'same'],
    ['firing is notified once, however long it fires', state('firing', 1060, 1060, 1), 101, 9999, 'same'],
    ['firing stays so between limit and clear', state('firing', 1060, 1060, 1), 91, 1100, 'same'],
    ['firing is within its limit again at clear', state('firing', 1060, 1060, 1), 90, 1100, state('ok', 1100, 1060, 1)],
    ['firing stays so where its use is unknown', state('firing', 1060, 1060, 1), undefined, 9999, 'same'],
    [
      'firing without a notification stays so while repeatSeconds have not passed',
      unnotified(1060, 900, 2),
      101,
      1499,
      'same',
    ],
    [
      'firing without a notification is notified once repeatSeconds have passed',
      unnotified(1060, 900, 2),
      101,
      1500,
      state('firing', 1060, 1500, 2),
    ],
    [
      'firing without a notification is within its limit again at clear',
      unnotified(1060, 900, 2),
      90,
      1100,
      state('ok', 1100, 900, 2),
    ],
    ['within its limit again stays so between limit and clear', state('ok', 1100, 1060, 1), 95, 1200, 'same'],
    [
      'within its limit again becomes pending above it',
      state('ok', 1100, 1060, 1),
      101,
      1200,
      state('pending', 1200, 1060, 1),
    ],
  ];
  for (const [what, before, usage, now, after] of cases) {
    it(`a budget that is ${what}`, () => {
      const next = nextState(before, { usage, ...USE }, TIMES, now);
      if (after === 'same') assert.equal(next, before);
      else assert.deepEqual(next, after);
    });
  }

  it('a budget fires at once where forSeconds is 0', () => {
    const next = nextState(initialState(5), { usage: 101, ...USE }, { forSeconds: 0, repeatSeconds: 600 }, 5);
    assert.deepEqual(next, state('firing', 5, 5, 1));
  });

  it('a budget follows a limit that changes, as a share does', () => {
    const before = initialState(0);
    assert.equal(nextState(before, { usage: 101, limit: 200, clear: 180 }, TIMES, 1), before);
    const firing = state('firing', 1, 1, 1);
    assert.equal(nextState(firing, { usage: 101, limit: 200, clear: 180 }, TIMES, 2).status, 'ok');
  });
});

/** One evaluation of a budget. */
interface Evaluation {
  readonly seconds: number;
  readonly usage: number | undefined;
  readonly state: AlertState;
}

/** Makes usage that wanders, stays, jumps and is unknown now and then, and evaluates it at uneven times. */
function randomEvaluations(seed: number): {
  evaluations: Evaluation[];
  forSeconds: number;
  repeatSeconds: number;
  clear: number;
} {
  const random = randomFrom(seed);
  const times = { forSeconds: oneFrom(random, [0, 5, 30]), repeatSeconds: oneFrom(random, [0, 20, 100]) };
  const clear = oneFrom(random, [100, 90, 50]);
  let [seconds, usage] = [random.uniform() * 100, 80];
  let current = initialState(seconds);
  const evaluations: Evaluation[] = [];
  for (let n = 0; n < 300; n += 1) {
    seconds += oneFrom(random, [0.5, 1, 1, 5]);
    const pull = random.uniform();
    if (pull < 0.1) usage = below(random, 200);
    else if (pull < 0.6) usage = Math.max(0, usage + below(random, 21) - 10);
    // Frozen: a function that wrote to its arguments would throw.
    const use = Object.freeze({ usage: random.uniform() < 0.05 ? undefined : usage, limit: 100, clear });
    current = nextState(Object.freeze(current), use, Object.freeze(times), seconds);
    evaluations.push({ seconds, usage: use.usage, state: current });
  }
  return { evaluations, ...times, clear };
}

describe('a budget under a thousand random usages', () => {
  const runs = Array.from({ length: 1000 }, (_, seed) => randomEvaluations(seed));
  const firingsOf = (evaluations: readonly Evaluation[]): number[] =>
    evaluations.flatMap(({ state: { status } }, n) =>
      status === 'firing' && evaluations[n - 1]?.state.status !== 'firing' ? [n] : [],
    );

  it('random usages make budgets fire often enough for the other tests to mean something', () => {
    const firings = runs.map(({ evaluations }) => firingsOf(evaluations).length);
    assert.ok(firings.filter((count) => count > 1).length > 300, String(firings));
  });

  it('a budget fires only after its limit has been exceeded for forSeconds without a break', () => {
    for (const { evaluations, forSeconds } of runs) {
      for (const n of firingsOf(evaluations)) {
        const fired = evaluations[n]?.seconds ?? 0;
        let from = n;
        while (from > 0 && (evaluations[from - 1]?.usage ?? Infinity) > 100) from -= 1;
        const broken = evaluations.slice(from, n + 1).find(({ usage }) => usage !== undefined);
        assert.ok(broken !== undefined && fired - broken.seconds >= forSeconds);
      }
    }
  });

  it('a budget fires as soon as its limit has been exceeded for forSeconds', () => {
    for (const { evaluations, forSeconds } of runs) {
      evaluations.forEach(({ seconds, usage, state: { status } }, n) => {
        if (usage === undefined || usage <= 100 || status === 'firing') return;
        let from = n;
        while (
          from > 0 &&
          (evaluations[from - 1]?.usage ?? Infinity) > 100 &&
          evaluations[from - 1]?.state.status !== 'firing'
        ) {
          from -= 1;
        }
        const broken = evaluations.slice(from).find((one) => one.usage !== undefined);
        assert.ok(seconds - (broken?.seconds ?? 0) < forSeconds);
      });
    }
  });

  it('a budget fires until its use is clear or less, and no longer', () => {
    for (const { evaluations, clear } of runs) {
      for (let n = 1; n < evaluations.length; n += 1) {
        const { usage, state: now } = evaluations[n] ?? assert.fail();
        if (evaluations[n - 1]?.state.status !== 'firing') continue;
        assert.equal(now.status === 'firing', usage === undefined || usage > clear);
      }
    }
  });

  it('a firing is notified as soon as repeatSeconds have passed since the last notification, and not before', () => {
    for (const { evaluations, repeatSeconds } of runs) {
      let latest = -Infinity;
      evaluations.forEach(({ seconds, usage, state: { status, isNotified, notifiedSeconds = -Infinity } }, n) => {
        const isNews = isNotified && notifiedSeconds === seconds && evaluations[n - 1]?.state.isNotified !== true;
        if (isNews) assert.ok(seconds - latest >= repeatSeconds);
        if (isNews) latest = seconds;
        assert.equal(notifiedSeconds, latest);
        if (status !== 'firing') assert.equal(isNotified, false);
        else if (usage !== undefined && !isNotified) assert.ok(seconds - latest < repeatSeconds);
      });
    }
  });

  it('the state stays the same object exactly where nothing changes, as where the use is unknown', () => {
    for (const { evaluations } of runs) {
      for (let n = 1; n < evaluations.length; n += 1) {
        const [before, after] = [evaluations[n - 1] ?? assert.fail(), evaluations[n] ?? assert.fail()];
        if (after.usage === undefined) assert.equal(after.state, before.state);
        const isSame = after.state.status === before.state.status && after.state.isNotified === before.state.isNotified;
        if (isSame) assert.equal(after.state, before.state);
        if (after.state.status !== before.state.status) assert.equal(after.state.sinceSeconds, after.seconds);
      }
    }
  });

  it('a budget counts its firings', () => {
    for (const { evaluations } of runs) assert.equal(evaluations.at(-1)?.state.firings, firingsOf(evaluations).length);
  });
});
