import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiteEstimate } from '../../src/growth/sample-lifetimes.js';
import type { LeakEvidence } from '../../src/growth/site-series.js';
import type { SizeTrendLeak } from '../../src/growth/size-trend.js';
import { byLowerBound, componentSuspect, siteSuspects } from '../../src/sampler/suspects.js';
import { sampleSuspect } from '../support/sample-report.js';
import { siteFrame } from '../support/scripted-heap.js';
import { tallyOf } from '../support/tallies.js';

const INTERVAL = 1000;

const CONTEXT = {
  intervalBytes: INTERVAL,
  dateOf: (seconds: number) => new Date(seconds * 1000),
  tracebackOf: (site: string) => [`${site} (a.js:1)`, 'main (main.js:1)'],
};

function evidence(born: number, died: number): LeakEvidence {
  return {
    sinceSeconds: 60,
    from: { number: 0, seconds: 60, column: 0 },
    seconds: 100,
    births: tallyOf(born, INTERVAL),
    deaths: tallyOf(died, INTERVAL),
    explained: 0.75,
  };
}

function estimate(name: string, leak: LeakEvidence | undefined): SiteEstimate {
  const [live, retained, births, deaths] = [9, 7, 5, 3].map((count) => tallyOf(count, INTERVAL));
  const none = tallyOf(0, INTERVAL);
  return {
    place: siteFrame(name),
    live: live ?? none,
    retained: retained ?? none,
    births: births ?? none,
    deaths: deaths ?? none,
    ...(leak === undefined ? { state: 'growing', leak } : { state: 'leaking', leak }),
  };
}

describe('the suspects among sites', () => {
  it('the suspects are the sites with a leak', () => {
    const suspects = siteSuspects([estimate('grows', undefined), estimate('leaks', evidence(50, 10))], CONTEXT);
    assert.deepEqual(
      suspects.map(({ site }) => site),
      ['leaks'],
    );
  });

  it('a suspect has the place of its site and the numbers of its leak', () => {
    const [suspect] = siteSuspects([estimate('leaks', evidence(50, 10))], CONTEXT);
    assert.ok(suspect !== undefined);
    const { lower, upper, ...rest } = suspect;
    assert.deepEqual(rest, {
      id: 'leaks',
      component: 'traced',
      ...siteFrame('leaks'),
      bytesPerSecond: 400,
      retainedBytes: 7000,
      since: '1970-01-01T00:01:00.000Z',
      unmeasuredSince: null,
      explained: 0.75,
      parts: [{ ...siteFrame('leaks'), share: 1 }],
      exact: false,
      tracebacks: [['leaks (a.js:1)', 'main (main.js:1)']],
      tracebackShares: [1],
    });
    assert.ok(lower > 200 && lower < 400 && upper > 400 && upper < 700, `${lower} to ${upper}`);
  });

  it('suspects are ordered by the lower bound of their growth', () => {
    const sites = [
      estimate('little', evidence(40, 1)),
      estimate('much', evidence(400, 10)),
      estimate('some', evidence(90, 9)),
    ];
    assert.deepEqual(
      siteSuspects(sites, CONTEXT).map(({ site }) => site),
      ['much', 'some', 'little'],
    );
  });

  it('suspects are plain data', () => {
    const suspects = siteSuspects([estimate('leaks', evidence(50, 10))], CONTEXT);
    assert.deepEqual(JSON.parse(JSON.stringify(suspects)), suspects);
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
