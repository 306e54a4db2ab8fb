import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stacksOf } from '../../src/growth/group-stacks.js';
import type { LeakingFunction } from '../../src/growth/judged-function.js';
import type { FoundLeak } from '../../src/growth/leak-finder.js';
import type { SizeTrendLeak } from '../../src/growth/size-trend.js';
import { type Place, placeOf } from '../../src/report/place.js';
import type { FoundSuspect } from '../../src/sampler/leak-states.js';
import { viewOf } from '../../src/sampler/leak-view.js';
import { byLowerBound, componentSuspect, joinSuspects, leakSuspects } from '../../src/sampler/suspects.js';
import { sampleSuspect } from '../support/sample-report.js';
import { scriptedGrowth } from '../support/scripted-growth.js';
import { placeNamed } from '../support/scripted-stacks.js';
import { tallyOf } from '../support/tallies.js';

const INTERVAL = 1000;

const STACKS = scriptedGrowth({
  grown: ['main > save > make 60', 'main > save 40', 'main > other > make 10'],
  leaking: '',
});

const CONTEXT = {
  thread: 'main',
  intervalBytes: INTERVAL,
  dateOf: (seconds: number) => new Date(seconds * 1000),
};

const FROM = { number: 0, seconds: 60, column: 0 };

type Leak = FoundLeak<LeakingFunction>;

/** A leak of `save` that has had so many births and deaths in 100 seconds. */
function leakOf(born: number, died: number, overrides: Partial<Leak> = {}): Leak {
  const [births, deaths] = [tallyOf(born, INTERVAL), tallyOf(died, INTERVAL)];
  const evidence: LeakingFunction = {
    frame: placeNamed('save'),
    scope: 'calls',
    state: 'leaking',
    from: FROM,
    retained: tallyOf(7, INTERVAL),
    births,
    deaths,
    leak: { sinceSeconds: 60, reason: 'room-taken', from: FROM, seconds: 100, births, deaths, explained: 0.75 },
  };
  return {
    chain: [placeNamed('main'), placeNamed('save')],
    within: placeNamed('save'),
    measured: placeNamed('save'),
    evidence,
    measure: evidence,
    share: 1,
    stacks: stacksOf(STACKS.paths, STACKS.retainedSince()),
    isExact: false,
    isByCaller: false,
    explains: new Set(['save']),
    ...overrides,
  };
}

function suspectsOf(leaks: Readonly<Record<string, Leak>>, { tree } = STACKS.paths): FoundSuspect[] {
  const named = Object.entries(leaks).map(([id, leak]) => ({ id, leak, view: viewOf(leak, tree) }));
  return leakSuspects(named, CONTEXT);
}

describe('the suspects among functions', () => {
  it('a suspect has its place, the numbers of its leak, its parts and the stacks that grew', () => {
    const [suspect] = suspectsOf({ first: leakOf(50, 10) });
    assert.ok(suspect !== undefined);
    const { lower, upper, parts, tracebacks, tracebackShares, ...rest } = suspect;
    const place = (name: string): Place => placeOf(placeNamed(name));
    assert.deepEqual(rest, {
      id: 'first',
      component: 'traced',
      thread: 'main',
      ...place('save'),
      bytesPerSecond: 400,
      retainedBytes: 7000,
      since: '1970-01-01T00:01:00.000Z',
      reason: 'room-taken',
      unmeasuredSince: null,
      explained: 0.75,
      exact: false,
    });
    assert.deepEqual(
      tracebacks.map((lines) => lines.map((line) => line.split(' ')[0])),
      [
        ['make', 'save', 'main'],
        ['save', 'main'],
        ['make', 'other', 'main'],
      ],
    );
    assert.deepEqual(
      parts.map(({ share, ...part }) => [part, share.toFixed(3)]),
      [
        [place('make'), '0.636'],
        [place('save'), '0.364'],
      ],
    );
    assert.deepEqual(
      tracebackShares.map((share) => share.toFixed(3)),
      ['0.545', '0.364', '0.091'],
    );
    assert.ok(lower > 200 && lower < 400 && upper > 400 && upper < 700, `${lower} to ${upper}`);
  });

  it('stacks that differ in how deep a recursion is are shown as one', () => {
    const { paths, retainedSince } = scriptedGrowth({
      grown: ['main > next > next > save 30', 'main > next > save 40', 'main > save 30'],
      leaking: '',
    });
    const leak = leakOf(50, 10, { stacks: stacksOf(paths, retainedSince()) });
    const [suspect] = suspectsOf({ leak }, paths);
    assert.deepEqual(suspect?.tracebackShares, [0.7, 0.3]);
    assert.equal(suspect.tracebacks[0]?.length, 3);
  });

  it('one of two leaks in a function has its share of the numbers', () => {
    const [whole, half] = suspectsOf({ whole: leakOf(50, 10), half: leakOf(50, 10, { share: 0.5 }) });
    assert.ok(whole !== undefined && half !== undefined);
    for (const member of ['bytesPerSecond', 'lower', 'upper', 'retainedBytes', 'explained'] as const) {
      assert.equal(half[member], (whole[member] ?? 0) / 2, member);
    }
  });

  it('suspects are ordered by the lower bound of their growth', () => {
    const suspects = suspectsOf({ little: leakOf(40, 1), much: leakOf(400, 10), some: leakOf(90, 9) });
    assert.deepEqual(
      suspects.map(({ id }) => id),
      ['much', 'some', 'little'],
    );
  });

  it('suspects are plain data', () => {
    const suspects = suspectsOf({ first: leakOf(50, 10) });
    assert.deepEqual(JSON.parse(JSON.stringify(suspects)), suspects);
  });
});

describe('a leak in several threads', () => {
  const [one] = suspectsOf({ first: leakOf(50, 10) });
  const inWorkers = { ...(one ?? assert.fail()), thread: 'worker:w.js' };

  it('the same leak in threads of one file is one, with the sum of the growth and the bytes of both', () => {
    const [joined, ...others] = joinSuspects([inWorkers, { ...inWorkers, since: '1970-01-01T00:00:01.000Z' }]);
    assert.deepEqual(others, []);
    const { bytesPerSecond, lower, upper, retainedBytes, since, thread } = joined ?? assert.fail();
    assert.deepEqual([bytesPerSecond, retainedBytes, thread], [800, 14_000, 'worker:w.js']);
    assert.equal(since, '1970-01-01T00:00:01.000Z');
    // Errors that are independent add up by their squares.
    assert.ok(Math.abs(bytesPerSecond - lower - Math.SQRT2 * (400 - inWorkers.lower)) < 1e-9);
    assert.ok(Math.abs(upper - bytesPerSecond - Math.SQRT2 * (inWorkers.upper - 400)) < 1e-9);
  });

  it('it is exact where it is in every thread', () => {
    const [exact, joined] = [
      joinSuspects([
        { ...inWorkers, exact: true },
        { ...inWorkers, exact: true },
      ]),
      joinSuspects([{ ...inWorkers, exact: true }, inWorkers]),
    ];
    assert.deepEqual([exact[0]?.exact, joined[0]?.exact], [true, false]);
  });

  it('leaks of other functions, and in threads of other files, stay apart', () => {
    const apart = [inWorkers, { ...inWorkers, thread: 'worker:v.js' }, { ...inWorkers, id: 'second' }];
    assert.equal(joinSuspects(apart).length, 3);
  });
});

describe('a component of the memory that leaks', () => {
  const leak: SizeTrendLeak = {
    sinceSeconds: 60,
    judgedSeconds: 110,
    spanSeconds: 100,
    bytesPerSecond: 500,
    lower: 400,
    upper: 600,
    judgedBytesPerSecond: 480,
  };

  for (const [component, name] of [
    ['external', '(external memory)'],
    ['other', '(unexplained memory)'],
  ] as const) {
    it(`a leak of ${component} memory is a suspect without a site: ${name}`, () => {
      assert.deepEqual(componentSuspect(component, leak, { bytes: 5000, dateOf: CONTEXT.dateOf }), {
        id: name,
        component,
        thread: 'main',
        site: name,
        function: name,
        file: '',
        line: 0,
        package: null,
        bytesPerSecond: 500,
        lower: 400,
        upper: 600,
        retainedBytes: 5000,
        since: '1970-01-01T00:01:00.000Z',
        reason: 'lasting',
        unmeasuredSince: null,
        explained: null,
        parts: [],
        exact: false,
        tracebacks: [],
        tracebackShares: [],
      });
    });
  }

  it('a component that does not leak is no suspect', () => {
    assert.equal(componentSuspect('external', undefined, { bytes: 5000, dateOf: CONTEXT.dateOf }), undefined);
  });
});

it('suspects of all kinds are ordered by lower bound, and the given list is left as it was', () => {
  const suspects = [3, 9, 5].map((lower) => sampleSuspect({ lower }));
  assert.deepEqual(
    byLowerBound(suspects).map(({ lower }) => lower),
    [9, 5, 3],
  );
  assert.deepEqual(
    suspects.map(({ lower }) => lower),
    [3, 9, 5],
  );
});
