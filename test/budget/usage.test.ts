import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBudgets } from '../../src/budget/grammar.js';
import { type MeasuredUse, type MemoryLevels, UsageMeter, type UsageSource } from '../../src/budget/usage.js';
import { CONFIDENCE, growthRate } from '../../src/growth/rate.js';
import { HOUR, INTERVAL_BYTES, replay, type ScriptedSample } from '../support/scripted-heap.js';
import { estimateOf, frameAt, type SiteSamples } from '../support/site-estimates.js';
import { tallyOf } from '../support/tallies.js';

/** The sizes of a process, with a different number in every field. */
const LEVELS: MemoryLevels = {
  heapUsedBytes: 1_000_000,
  heapLimitBytes: 20_000_000,
  rssBytes: 3_000_000,
  externalBytes: 400_000,
  memoryLimitBytes: 50_000_000,
};

const SET = frameAt('MemoryStore.set', '/app/node_modules/express-session/session/memory.js', 121);
const SPAN = frameAt('start', '/app/node_modules/@otel/sdk/span.js', 7);
const FILL = frameAt('fill', '/app/src/cache/fill.js', 17);
const HANDLE = frameAt('(anonymous)', '/else/x.js', 3);
const ROUTE = frameAt('GET', '/app/src/[id]/(group)/route+1.js', 5);
const BUILTIN = { site: '(GC)', function: '(GC)', file: '', line: 0, column: 0, package: null };
const ALL = [SET, SPAN, FILL, HANDLE, ROUTE, BUILTIN];

function measure(budget: string, source: Partial<UsageSource> = {}): MeasuredUse {
  const [parsed] = parseBudgets(budget, 'budgets');
  assert.ok(parsed !== undefined);
  return new UsageMeter(parsed).measure({
    levels: LEVELS,
    estimate: estimateOf([]),
    intervalBytes: INTERVAL_BYTES,
    ...source,
  });
}

describe('the use of a budget', () => {
  const estimate = estimateOf([
    { site: SET, live: 9, retained: 5 },
    { site: FILL, live: 3, retained: 2 },
  ]);

  for (const [budget, usage, limit, clear] of [
    ['heap=2000000', 1_000_000, 2_000_000, 1_800_000],
    ['heap=80% clear 50%', 1_000_000, 16_000_000, 10_000_000],
    ['rss=1MB', 3_000_000, 1_000_000, 900_000],
    ['rss=10%', 3_000_000, 5_000_000, 4_500_000],
    ['external=1KB', 400_000, 1000, 900],
    ['external=10%', 400_000, 5_000_000, 4_500_000],
    ['traced=1KB clear 1KB', 12_000, 1000, 1000],
    ['traced=10%', 12_000, 2_000_000, 1_800_000],
    ['retained=1KB', 7000, 1000, 900],
    ['retained=10%', 7000, 2_000_000, 1_800_000],
    ['site:fill=1KB', 2000, 1000, 900],
    ['file:src/**=10%', 2000, 2_000_000, 1_800_000],
    ['package:express-session=1KB', 5000, 1000, 900],
    ['package:lodash=1KB', 0, 1000, 900],
  ] as const) {
    it(`the use of ${budget} is ${usage} of ${limit}`, () => {
      const use = measure(budget, { estimate });
      // Shares are no round numbers to a computer.
      assert.deepEqual([use.usage, Math.round(use.limit), Math.round(use.clear)], [usage, limit, clear]);
    });
  }

  it('the use of what is sampled is unknown while there is no profile, and that of other targets is known', () => {
    const known = (budget: string): boolean => measure(budget, { estimate: undefined }).usage !== undefined;
    for (const target of ['traced', 'retained', 'site:**', 'file:**', 'package:*']) assert.ok(!known(`${target}=1`));
    for (const target of ['heap', 'rss', 'external']) assert.ok(known(`${target}=1`), target);
    assert.ok(!known('retained=1/s'));
  });
});

describe('the sites a budget covers', () => {
  for (const [target, covered] of [
    ['site:**', [...ALL]],
    ['site:MemoryStore.set express-session/session/memory.js:121', [SET]],
    ['site:(anonymous) /else/x.js:3', [HANDLE]],
    ['site:GET src/[id]/(group)/route+1.js:5', [ROUTE]],
    ['site:(anonymous)', [HANDLE]],
    ['site:(anonymous) /else/**', [HANDLE]],
    ['site:(*) /else/x.js:3', [HANDLE]],
    ['site:(fill|start)', [SPAN, FILL]],
    ['site:@(fill|start)', [SPAN, FILL]],
    ['file:src/**/(group)/*', [ROUTE]],
    ['site:MemoryStore.*', [SET]],
    ['site:src/cache/**', [FILL]],
    ['site:/app/src/**', [FILL, ROUTE]],
    ['site:(GC)', [BUILTIN]],
    ['site:nothing', []],
    ['site:{fill,start}', [SPAN, FILL]],
    ['site:!src/**', [SET, SPAN, HANDLE, BUILTIN]],
    ['site:!fill', [SET, SPAN, HANDLE, ROUTE, BUILTIN]],
    ['site:!(fill)', [SET, SPAN, HANDLE, ROUTE, BUILTIN]],
    ['file:**', [SET, SPAN, FILL, HANDLE, ROUTE]],
    ['file:src/**', [FILL, ROUTE]],
    ['file:src/*', []],
    ['file:**/*.js', [SET, SPAN, FILL, HANDLE, ROUTE]],
    ['file:/app/src/cache/fill.js', [FILL]],
    ['file:src/[id]/(group)/route+1.js', [ROUTE]],
    ['file:express-session/**', [SET]],
    ['file:!src/**', [SET, SPAN, HANDLE, BUILTIN]],
    ['file:fill', []],
    ['package:*', [SET]],
    ['package:**', [SET, SPAN]],
    ['package:@otel/*', [SPAN]],
    ['package:@otel/sdk', [SPAN]],
    ['package:!express-session', [SPAN]],
    ['package:express', []],
  ] as const) {
    it(`a budget on ${target} covers ${covered.map(({ function: name }) => name).join(', ') || 'no site'}`, () => {
      // A power of two each: the sum says which they are.
      const estimate = estimateOf(ALL.map((site, n) => ({ site, retained: 2 ** n })));
      const expected = ALL.reduce((sum, site, n) => sum + (covered.includes(site as never) ? 2 ** n : 0), 0);
      assert.equal(measure(`${target}=1GiB`, { estimate }).usage, expected * INTERVAL_BYTES);
    });
  }

  it('a budget names at most three of its sites, leaking ones first and then the largest', () => {
    const sites = [
      { site: FILL, retained: 5 },
      { site: SPAN, retained: 9 },
      { site: SET, retained: 1, isLeaking: true },
      { site: HANDLE, retained: 2, isLeaking: true },
      { site: ROUTE, live: 99, retained: 0 },
    ];
    const named = (budget: string): string[] =>
      measure(budget, { estimate: estimateOf(sites) }).topSites.map(({ place }) => place.function);
    assert.deepEqual(named('heap=1'), ['(anonymous)', 'MemoryStore.set', 'start']);
    assert.deepEqual(named('file:src/**=1'), ['fill']);
    assert.deepEqual(named('package:**=1/s'), ['MemoryStore.set', 'start']);
    assert.deepEqual(named('package:lodash=1'), []);
  });
});

describe('a growth rate', () => {
  it('the use of a rate is the lower bound of the growth of all covered sites together', () => {
    const sites: SiteSamples[] = [
      { site: SET, births: 40, deaths: 4 },
      { site: FILL, births: 60, deaths: 6 },
      { site: HANDLE, births: 500 },
    ];
    const { usage } = measure('site:{fill,MemoryStore.set}=1KB/s', { estimate: estimateOf(sites, 120) });
    const together = growthRate(tallyOf(100, INTERVAL_BYTES), tallyOf(10, INTERVAL_BYTES), {
      seconds: 120,
      intervalBytes: INTERVAL_BYTES,
      confidence: CONFIDENCE,
    });
    assert.equal(usage, together.lower);
    assert.ok(usage < together.bytesPerSecond && usage > 0);
  });

  it('the use of a rate is closer to the truth for many sites together than for each', () => {
    const sites = ALL.map((site) => ({ site, births: 3 }));
    const each = measure('site:fill=1KB/s', { estimate: estimateOf(sites) }).usage ?? 0;
    const all = measure('retained=1KB/s', { estimate: estimateOf(sites) }).usage ?? 0;
    assert.ok(all > each * sites.length, `${all} ${each}`);
  });

  it('the use of a rate is unknown before there is a window', () => {
    const estimate = estimateOf([{ site: FILL, retained: 9 }], null);
    assert.equal(measure('site:fill=1/s', { estimate }).usage, undefined);
    assert.equal(measure('site:fill=1', { estimate }).usage, 9 * INTERVAL_BYTES);
  });

  it('the use of a rate by sites that hold nothing is not above zero', () => {
    assert.ok((measure('package:lodash=1/s').usage ?? NaN) <= 0);
  });

  it('the use of a rate by a scripted leak is below and near its true rate, beside a cache that comes and goes', () => {
    const leakBytesPerSecond = INTERVAL_BYTES / 10;
    const script: ScriptedSample[] = [
      ...Array.from({ length: 720 }, (_, n) => ({ site: 'leak', birthSeconds: n * 10, deathSeconds: Infinity })),
      ...Array.from({ length: 7200 }, (_, n) => ({ site: 'cache', birthSeconds: n, deathSeconds: n + 600 })),
    ];
    const { estimate } = replay(script, { untilSeconds: 2 * HOUR });
    const leak = measure('site:leak=1/s', { estimate }).usage ?? 0;
    assert.ok(leak < leakBytesPerSecond && leak > 0.8 * leakBytesPerSecond, String(leak));
    assert.ok((measure('site:cache=1/s', { estimate }).usage ?? NaN) < 0.5 * leakBytesPerSecond);
  });
});
