import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SiteReport, SuspectReport } from '../../src/report/report.js';
import { budgetsText, limitText, reportLine, reportTable, suspectsText } from '../../src/reporters/report-text.js';
import {
  NO_TIME_TO_LIMIT,
  otherSite,
  sampleBudget,
  sampleRateBudget,
  sampleReport,
  sampleSite,
  sampleSuspect,
} from '../support/sample-report.js';

const MIB = 2 ** 20;
const workingDirectory = '/app';

describe('the progress line', () => {
  it('the progress line has the time, the heap, the traced bytes and the site that grows most significantly', () => {
    assert.equal(
      reportLine(sampleReport({ suspects: [] })),
      ' 123 s  heap 19.1 MiB  traced 6.68 MiB ± 879 KiB  ' +
        '+2.05 KiB/s (+1.07 KiB/s to +3.22 KiB/s) MemoryStore.set express-session/session/memory.js:121',
    );
  });

  it('the progress line names the site with the largest lower bound, not the fastest', () => {
    const fast = sampleSite({ site: 'fast', growth: { bytesPerSecond: 9000, lower: 10, upper: 18_000 } });
    const certain = sampleSite({ site: 'certain', growth: { bytesPerSecond: 200, lower: 100, upper: 300 } });
    assert.match(
      reportLine(sampleReport({ sites: [fast, certain], suspects: [] })),
      / \+200 B\/s \(\+100 B\/s to \+300 B\/s\) certain$/,
    );
  });

  it('the progress line names what leaks, as V8 may have inlined it into the site that grows', () => {
    const leak = { site: 'set', bytesPerSecond: 200, lower: 100, upper: 300 };
    const suspects = [sampleSuspect(leak), sampleSuspect({ ...leak, site: 'slow', lower: 1 })];
    const line = reportLine(sampleReport({ sites: [sampleSite({ site: 'save' })], suspects }));
    assert.match(line, / {2}leaking: \+200 B\/s \(\+100 B\/s to \+300 B\/s\) set and 1 more$/);
  });

  it('the progress line says that no site grows significantly', () => {
    const line = reportLine(sampleReport({ sites: [sampleSite({ growth: { lower: 0 } })], suspects: [] }));
    assert.match(line, / {2}no site grows significantly$/);
  });

  it('the progress line says that no site grows significantly where there are none yet', () => {
    assert.match(reportLine(sampleReport({ sites: [], suspects: [] })), / {2}no site grows significantly$/);
  });

  it('the progress line says why there are no sites, and gives no traced bytes', () => {
    const unavailable = 'another heap profiler is already running';
    assert.equal(
      reportLine(sampleReport({ unavailable, sites: [] })),
      ' 123 s  heap 19.1 MiB  sites unavailable: another heap profiler is already running',
    );
  });
});

describe('the table', () => {
  it('the table has a row a site, figures to the right, and the sums below', () => {
    assert.equal(
      reportTable(sampleReport(), { workingDirectory }),
      [
        '    live  retained       growth                  95% bounds  state    function         place',
        '3.91 MiB  2.96 MiB  +2.05 KiB/s  +1.07 KiB/s to +3.22 KiB/s  growing  MemoryStore.set  node_modules/express-session/session/memory.js:121',
        '2.10 MiB  1.14 MiB     +150 B/s         -70 B/s to +370 B/s  steady   fill             src/cache.js:17',
        ' 684 KiB   293 KiB      +20 B/s        -220 B/s to +260 B/s  steady   (other)',
        '',
        'all sites: 6.68 MiB ± 879 KiB live, 4.39 MiB retained; 54 samples about 128 KiB apart, started by v8',
      ].join('\n'),
    );
  });

  it('the table says so where the samples are those of another profiler', () => {
    const report = sampleReport();
    const source = { ...report.source, starter: 'other', unavailable: null, sampleIntervalBytes: 524_304 } as const;
    assert.match(reportTable({ ...report, source }), /; 54 samples about 512 KiB apart, of another profiler$/);
  });

  it('the table lists the largest lower bound first, then the largest sites', () => {
    const sites = [
      sampleSite({ function: 'large', liveBytes: 9 * MIB, growth: { lower: -5 } }),
      sampleSite({ function: 'larger', liveBytes: 10 * MIB, growth: { lower: -50 } }),
      sampleSite({ function: 'grows', liveBytes: MIB, growth: { lower: 1 } }),
      sampleSite({ function: 'growsMore', liveBytes: 1, growth: { lower: 2 } }),
    ];
    assert.deepEqual(functions(sites), ['growsMore', 'grows', 'larger', 'large']);
  });

  it('the table shows 12 sites where no limit is given', () => {
    const sites = Array.from({ length: 20 }, (_, n) => sampleSite({ function: `f${n}` }));
    assert.equal(functions(sites).length, 12);
    assert.equal(functions(sites, 3).length, 3);
  });

  it('the table says that growth is not measured yet, and gives no number', () => {
    const [row] = rows([sampleSite({ growth: null, state: 'warming' })]);
    assert.match(row ?? '', / - {2}not measured yet {2}warming /);
  });

  it('a place below the working directory is given relative to it, another as it is', () => {
    const places = ['/app/src/a.js', '/else/b.js', '/apple/c.js', 'https://example.org/d.js', 'node:internal/fs'].map(
      (file) => place(sampleSite({ file, line: 7 })),
    );
    assert.deepEqual(places, [
      'src/a.js:7',
      '/else/b.js:7',
      '/apple/c.js:7',
      'https://example.org/d.js:7',
      'node:internal/fs:7',
    ]);
  });

  it('the table leaves the report as it was', () => {
    const report = sampleReport({ sites: [otherSite(), sampleSite()] });
    reportTable(report);
    assert.deepEqual(report, sampleReport({ sites: [otherSite(), sampleSite()] }));
  });
});

function rows(sites: readonly SiteReport[], limit?: number): string[] {
  const options = limit === undefined ? { workingDirectory } : { workingDirectory, limit };
  const lines = reportTable(sampleReport({ sites }), options).split('\n');
  return lines.slice(1, lines.indexOf(''));
}

function functions(sites: readonly SiteReport[], limit?: number): string[] {
  return rows(sites, limit).map((row) => row.split(/ {2,}/).at(-2) ?? '');
}

function place(site: SiteReport): string {
  return rows([site])[0]?.split(/ {2,}/).at(-1) ?? '';
}

describe('the text on suspects', () => {
  const textOf = (overrides: Partial<SuspectReport>, frames?: number): string[] =>
    suspectsText(sampleReport({ suspects: [sampleSuspect(overrides)] }), frames === undefined ? {} : { frames }).split(
      '\n',
    );
  const ALONE = sampleSuspect()
    .parts.slice(0, 1)
    .map((part) => ({ ...part, share: 1 }));
  const ONE_STACK = { tracebacks: [['f (a.js:1)', 'g (a.js:2)']], tracebackShares: [1] };

  it('the text on a suspect has its place, its rate, its age, its parts with shares and the stacks that grew', () => {
    assert.deepEqual(textOf({}), [
      'leaking: MemoryStore.set express-session/session/memory.js:121',
      '  +2.10 KiB/s (+1.12 KiB/s to +3.27 KiB/s), 85% of all growth; 3.00 MiB retained, ' +
        'since 2026-01-02T01:02:03.456Z or earlier',
      '  made in: MemoryStore.set express-session/session/memory.js:121 75%, hash express-session/index.js:590 25%',
      '  70% by these calls:',
      '    MemoryStore.set (express-session/session/memory.js:121)',
      '    save (src/app.js:7)',
      '  30% by these calls:',
      '    hash (express-session/index.js:590)',
      '    save (src/app.js:7) and on as above',
    ]);
  });

  it('the text on suspects has a paragraph for each, in the order of the report', () => {
    const suspects = [sampleSuspect({ site: 'b' }), sampleSuspect({ site: 'a' })];
    const heads = suspectsText(sampleReport({ suspects }))
      .split('\n')
      .filter((line) => line.startsWith('leaking'));
    assert.deepEqual(heads, ['leaking: b', 'leaking: a']);
  });

  it('the text on suspects is empty where nothing leaks', () => {
    assert.equal(suspectsText(sampleReport({ suspects: [] })), '');
  });

  it('the text on a suspect that allocates all by one stack says neither parts nor shares', () => {
    assert.deepEqual(textOf({ parts: ALONE, ...ONE_STACK }).slice(2), ['    f (a.js:1)', '    g (a.js:2)']);
  });

  it('the text on a suspect sums the parts that are not named, and says what a name may hide', () => {
    const parts = [0.4, 0.3, 0.2, 0.06].map((share, n) => ({ ...sampleSite({ site: `f${n}` }), share }));
    assert.deepEqual(textOf({ parts, exact: false, ...ONE_STACK }).slice(2, 4), [
      '  made in: f0 40%, f1 30%, f2 20%, others 10%',
      '  a function named here may stand for one that V8 has inlined into it',
    ]);
  });

  it('the text on a component has no parts, and a name that stands for nothing else', () => {
    const none = { parts: [], tracebacks: [], tracebackShares: [], exact: false };
    assert.equal(textOf({ component: 'external', site: '(external memory)', ...none }).length, 2);
  });

  it('the text on a suspect leaves out a share that is not known', () => {
    const [, rate = ''] = textOf({ explained: null });
    assert.ok(!rate.includes('of all growth'), rate);
  });

  it('the text on a suspect cuts a long stack and says by how much', () => {
    const traceback = Array.from({ length: 9 }, (_, n) => `f${n} (a.js:${n})`);
    const lines = textOf({ parts: ALONE, tracebacks: [traceback], tracebackShares: [1] }, 2);
    assert.deepEqual(lines.slice(2), ['    f0 (a.js:0)', '    f1 (a.js:1)', '    … 7 more']);
  });

  it('the text on a suspect gives further stacks down to the call that is shown already', () => {
    const tail = ['route (r.js:1)', 'main (m.js:1)'];
    const tracebacks = [['a (a.js:1)', ...tail], ['c (c.js:1)', ...tail], ['d (d.js:1)']];
    const lines = textOf({ parts: ALONE, tracebacks, tracebackShares: [0.5, 0.3, 0.004] }, 2);
    assert.deepEqual(lines.slice(2), [
      '  50% by these calls:',
      '    a (a.js:1)',
      '    route (r.js:1)',
      '    … 1 more',
      '  30% by these calls:',
      '    c (c.js:1)',
      '    route (r.js:1) and on as above',
      '  under 1% by these calls:',
      '    d (d.js:1)',
    ]);
  });

  it('the text on a suspect adds up stacks that are the same in what is shown of them', () => {
    const tracebacks = [['a (a.js:1)'], ['b (b.js:1)', 'a (a.js:1)', 'x (x.js:1)'], ['b (b.js:1)', 'a (a.js:1)']];
    const lines = textOf({ parts: ALONE, tracebacks, tracebackShares: [0.4, 0.3, 0.3] }, 2);
    assert.deepEqual(lines.slice(2), [
      '  60% by these calls:',
      '    b (b.js:1)',
      '    a (a.js:1)',
      '    … 1 more',
      '  40% by these calls:',
      '    a (a.js:1) and on as above',
    ]);
  });
});

describe('the text on budgets', () => {
  it('the text on budgets has a line for each with its usage, its limit, its state and since when', () => {
    const budgets = [
      sampleBudget(),
      sampleRateBudget({ name: 'growth', usageBytesPerSecond: -512, limitBytesPerSecond: 2048, state: 'ok' }),
      sampleBudget({ name: 'site:src/**', usageBytes: null, state: 'pending' }),
    ];
    assert.equal(
      budgetsText(sampleReport({ budgets })),
      [
        'budget heap: 19.1 MiB of 15.3 MiB, firing since 2026-01-02T02:03:04.567Z',
        'budget growth: -512 B/s of +2.00 KiB/s, ok since 2026-01-02T02:03:04.567Z',
        'budget site:src/**: unknown of 15.3 MiB, pending since 2026-01-02T02:03:04.567Z',
      ].join('\n'),
    );
  });

  it('the text on budgets is empty where there are none', () => {
    assert.equal(budgetsText(sampleReport({ budgets: [] })), '');
  });
});

describe('the text on the limit', () => {
  const times = { secondsToLimit: 7100, secondsToLimitLower: 5100, secondsToLimitUpper: 9100 };

  it('the text on the limit says that the heap is full first, and when', () => {
    assert.equal(limitText(sampleReport()), "the heap's limit of 477 MiB is reached in 85 min to 2.5 h");
  });

  it('the text on the limit says that the container’s memory is taken first, and when', () => {
    const report = sampleReport({ timeToLimit: { firstLimit: 'container', ...times } });
    assert.equal(limitText(report), "the container's memory of 763 MiB is reached in 85 min to 2.5 h");
  });

  it('the text on the limit is empty where nothing grows', () => {
    assert.equal(limitText(sampleReport({ timeToLimit: NO_TIME_TO_LIMIT })), '');
  });
});
