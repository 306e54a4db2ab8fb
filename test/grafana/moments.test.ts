import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { RECORDED } from '../../grafana/queries/recorded-names.js';
import { committedDashboards, dashboardQueries } from '../support/dashboard-queries.js';
import { ensurePrometheus } from '../support/prometheus.js';
import { promtool } from '../support/promtool.js';

// What the panels show while processes come and go: promtool evaluates their queries on scripted series.

const skip = ensurePrometheus() ? false : 'promtool is missing and could not be installed: nothing was tested';

const HOUR = 3600;
const A = 'job="shop", instance="10.0.0.7:9464"';
const B = 'job="shop", instance="10.0.0.8:9464"';
const SITE = 'site="save s.js:71", package="", code_function_name="save", component="traced"';

/** A panel or annotation, the moment at which it is evaluated, and its answer: values by labels. */
type Answer = readonly [of: string, at: string, samples: Readonly<Record<string, number>>];

interface Moment {
  readonly what: string;
  /** The values of each series, one every fifteen seconds, in promtool's notation. */
  readonly series: Readonly<Record<string, string>>;
  readonly rangeSeconds?: number;
  readonly answers: readonly Answer[];
}

const MOMENTS: readonly Moment[] = [
  {
    what: 'a restart that takes two minutes is shown as one restart and as no deployment',
    series: {
      [`heapgauge_heap_peak_bytes{${A}}`]: '100+1x239 stale _x7 30x200',
      [`heapgauge_heap_limit_bytes{${A}}`]: '4e9x239 stale _x7 4e9x200',
      [`heapgauge_leak_suspects{${A}}`]: '0x239 stale _x7 0x200',
      [`target_info{${A}, service_version="1.0"}`]: '1x239 stale _x7 1x200',
    },
    answers: [
      ['heapgauge-fleet/Restarts', '59m', { '{}': 0 }],
      ['heapgauge-fleet/Restarts', '62m', { '{}': 1 }],
      ['heapgauge-fleet/Restarts', '64m', { '{}': 0 }],
      ['heapgauge-process/Restarts', '62m', { [`{${A}}`]: 30 }],
      ['heapgauge-process/Restarts', '64m', {}],
      ['heapgauge-process/Deployments', '62m', {}],
      ['heapgauge-process/Deployments', '63m', {}],
    ],
  },
  {
    what: 'a new version is shown as a deployment, and a new version of another program is not',
    series: {
      [`heapgauge_heap_limit_bytes{${A}}`]: '4e9x140',
      [`target_info{${A}, service_version="1.0"}`]: '1x79 stale',
      [`target_info{${A}, service_version="1.1"}`]: '_x80 1x60',
      'target_info{job="billing", instance="x:1", service_version="7.3"}': '1x79 stale',
      'target_info{job="billing", instance="x:1", service_version="7.4"}': '_x80 1x60',
    },
    answers: [
      ['heapgauge-process/Deployments', '20m', { '{job="shop", service_version="1.1"}': 1 }],
      ['heapgauge-fleet/Versions now', '30m', { '{service_version="1.1"}': 1 }],
    ],
  },
  {
    what: 'a leak that has ended is shown neither by its time nor by a row',
    series: {
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, ${SITE}}`]: '_x239 1000x239 stale',
      [`heapgauge_leak_suspects{${A}}`]: '0x239 1x239 0x960',
      [`heapgauge_traced_current_bytes{${A}}`]: '5e6x1440',
    },
    answers: [
      ['heapgauge-process/Where', '90m', { '{site="save s.js:71"}': 1000 }],
      ['heapgauge-process/Leaks', '6h', { '{}': 0 }],
      ['heapgauge-process/Where', '6h', { '{site="Nothing leaks"}': 0 }],
      ['heapgauge-process/Since', '6h', {}],
      ['heapgauge-process/Suspects E', '6h', {}],
      ['heapgauge-fleet/First reported', '6h', {}],
      ['heapgauge-fleet/Leaking sites E', '6h', {}],
    ],
  },
  {
    what: 'a leak that started after the last step of a long shown time is shown as new',
    series: { [`heapgauge_leak_growth_lower_bytes_per_second{${A}, ${SITE}}`]: '_x239 1000x99' },
    rangeSeconds: 30 * 24 * HOUR,
    answers: [['heapgauge-process/Since', '84m', { '{}': 84 * 60_000 }]],
  },
  {
    what: 'a process that has ended is not shown as free of leaks',
    series: {
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, ${SITE}}`]: '1000x40 stale',
      [`heapgauge_heap_time_to_limit_seconds{${A}}`]: '60x40 stale',
      [`heapgauge_traced_current_bytes{${A}}`]: '5e9x40 stale',
      [`heapgauge_site_retained_bytes{${A}, site="save s.js:71"}`]: '5e8x40 stale',
    },
    answers: [
      ['heapgauge-process/Where', '12m', {}],
      ['heapgauge-process/Time to limit', '12m', {}],
      ['heapgauge-fleet/First limit reached', '12m', {}],
    ],
  },
  {
    what: 'a process whose heap is not read is not shown as free of leaks',
    series: { [`heapgauge_heap_limit_bytes{${A}}`]: '4e9x40', [`heapgauge_leak_suspects{${A}}`]: '0x40' },
    answers: [
      ['heapgauge-process/Leaks', '5m', {}],
      ['heapgauge-process/Where', '5m', {}],
      ['heapgauge-process/Time to limit', '5m', {}],
    ],
  },
  {
    what: 'a process without a leak is shown with no leak and no limit in sight',
    series: { [`heapgauge_traced_current_bytes{${A}}`]: '5e6x40', [`heapgauge_leak_suspects{${A}}`]: '0x40' },
    answers: [
      ['heapgauge-process/Where', '5m', { '{site="Nothing leaks"}': 0 }],
      ['heapgauge-process/Time to limit', '5m', { '{}': 1e9 }],
    ],
  },
  {
    what: 'the retained bytes and the functions of a suspect are those of the process in which it leaks',
    series: {
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, ${SITE}}`]: '1000x40',
      [`heapgauge_leak_retained_bytes{${A}, ${SITE}}`]: '10e6x40',
      [`heapgauge_leak_exact{${A}, ${SITE}}`]: '1x40',
      [`heapgauge_leak_part_ratio{${A}, ${SITE}, part="set m.js:119"}`]: '0.75x40',
      [`heapgauge_leak_part_ratio{${A}, ${SITE}, part="hash i.js:590"}`]: '0.25x40',
      // Through OTLP: gone.
      [`heapgauge_leak_growth_lower_bytes_per_second{${B}, ${SITE}}`]: '0x40',
      [`heapgauge_leak_retained_bytes{${B}, ${SITE}}`]: '500e6x40',
      [`heapgauge_leak_exact{${B}, ${SITE}}`]: '0x40',
      [`heapgauge_leak_part_ratio{${B}, ${SITE}, part="gone g.js:1"}`]: '0x40',
    },
    answers: [
      ['heapgauge-process/Suspects B', '5m', { '{site="save s.js:71", code_function_name="save"}': 10e6 }],
      [
        'heapgauge-process/Suspects C',
        '5m',
        { '{site="save s.js:71", code_function_name="save", part="set m.js:119"}': 0.75 },
      ],
      ['heapgauge-process/Suspects D', '5m', { '{site="save s.js:71", code_function_name="save"}': 1 }],
      [
        'heapgauge-process/Functions that allocate what leaks A',
        '5m',
        {
          '{site="save s.js:71", part="set m.js:119"}': 750,
          '{site="save s.js:71", part="hash i.js:590"}': 250,
        },
      ],
    ],
  },
  {
    what: 'a leak whose place has become better known began when it was found first',
    series: {
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, leak="timer", site="timer", component="traced"}`]:
        '_x39 1000x80 stale',
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, leak="timer", site="create", component="traced"}`]:
        '_x120 1000x60',
    },
    rangeSeconds: HOUR,
    answers: [
      ['heapgauge-process/Since', '40m', { '{}': 585_000 }],
      ['heapgauge-process/Suspects E', '40m', { '{site="create"}': 585_000 }],
      ['heapgauge-fleet/First reported', '40m', { '{}': 585_000 }],
      ['heapgauge-fleet/Leaking sites E', '40m', { '{site="create"}': 585_000 }],
    ],
  },
  {
    what: 'a leak that has a better name has both for a while where metrics are pushed, and every panel answers',
    series: {
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, leak="timer", site="timer", component="traced"}`]: '1000x40',
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, leak="timer", site="create", component="traced"}`]:
        '_x40 1000x60',
      [`heapgauge_leak_exact{${A}, leak="timer", site="timer"}`]: '0x40',
      [`heapgauge_leak_exact{${A}, leak="timer", site="create"}`]: '_x40 1x60',
      [`heapgauge_leak_part_ratio{${A}, leak="timer", site="timer", part="timer"}`]: '1x40',
      [`heapgauge_leak_part_ratio{${A}, leak="timer", site="create", part="create"}`]: '_x40 1x60',
    },
    answers: [
      [
        'heapgauge-process/Suspects C',
        '11m',
        { '{site="timer", part="timer"}': 1, '{site="create", part="create"}': 1 },
      ],
      [
        'heapgauge-process/Functions that allocate what leaks A',
        '11m',
        { '{site="timer", part="timer"}': 1000, '{site="create", part="create"}': 1000 },
      ],
      [
        'heapgauge-fleet/Leaking sites D',
        '11m',
        { '{site="timer", part="timer"}': 1, '{site="create", part="create"}': 1 },
      ],
      ['heapgauge-process/Suspects E', '18m', { '{site="create"}': 0 }],
    ],
  },
  {
    what: 'a leak is one row of the fleet under the name that is known best, with the function that allocates most',
    series: {
      // As the rules record it: B calls the leak of A by a function further up.
      [`${RECORDED.leaks}{${A}, leak="timer", site="create", place="create"}`]: '1000x40',
      [`${RECORDED.leaks}{${B}, leak="timer", site="create", place="timer"}`]: '3000x40',
      [`heapgauge_leak_growth_lower_bytes_per_second{${A}, leak="timer", site="create"}`]: '1000x40',
      [`heapgauge_leak_growth_lower_bytes_per_second{${B}, leak="timer", site="timer"}`]: '3000x40',
      [`heapgauge_leak_exact{${A}, leak="timer", site="create"}`]: '1x40',
      [`heapgauge_leak_exact{${B}, leak="timer", site="timer"}`]: '0x40',
      [`heapgauge_leak_part_ratio{${A}, leak="timer", site="create", part="create"}`]: '0.75x40',
      [`heapgauge_leak_part_ratio{${A}, leak="timer", site="create", part="hash"}`]: '0.25x40',
      [`heapgauge_leak_part_ratio{${B}, leak="timer", site="timer", part="timer"}`]: '1x40',
    },
    answers: [
      ['heapgauge-fleet/Worst leak', '5m', { '{site="create"}': 4000 }],
      ['heapgauge-fleet/Leaking sites A', '5m', { '{site="create"}': 4000 }],
      ['heapgauge-fleet/Leaking sites B', '5m', { '{site="create"}': 2 }],
      ['heapgauge-fleet/Leaking sites C', '5m', { '{site="create"}': 1 }],
      ['heapgauge-fleet/Leaking sites D', '5m', { '{site="create", part="create"}': 0.75 }],
      [
        'heapgauge-fleet/Leaking processes and their sites A',
        '5m',
        { [`{${A}, site="create", place="create"}`]: 1000, [`{${B}, site="create", place="timer"}`]: 3000 },
      ],
    ],
  },
  {
    what: 'a budget that is no longer set has no row',
    series: {
      [`heapgauge_budget_violations_total{${A}, budget="old"}`]: '0x10 2x10 stale',
      [`heapgauge_budget_firing{${A}, budget="old"}`]: '0x10 1x10 stale',
      [`heapgauge_budget_violations_total{${A}, budget="new"}`]: '_x22 0x130',
      [`heapgauge_budget_firing{${A}, budget="new"}`]: '_x22 0x130',
    },
    answers: [['heapgauge-process/All budgets F', '30m', { '{budget="new"}': 0 }]],
  },
  {
    what: 'a site that has grown is distinguished from one whose job is new',
    series: {
      'job_site:heapgauge_site_retained_bytes:sum{job="shop", site="boot b.js:1"}': '_x1200 80e6x240',
      'job_site:heapgauge_site_retained_bytes:sum{job="shop", site="leak l.js:1"}': '_x1200 1e6+50000x240',
      'job_site:heapgauge_site_retained_bytes:sum{job="old", site="same s.js:1"}': '7e6x1440',
      'job_site:heapgauge_site_retained_bytes:sum{job="old", site="new n.js:1"}': '_x1200 40e6x240',
    },
    answers: [
      [
        'heapgauge-fleet/Sites that have grown most in the shown time',
        '6h',
        {
          '{site="boot b.js:1"}': 0,
          '{site="leak l.js:1"}': 12e6,
          '{site="same s.js:1"}': 0,
          '{site="new n.js:1"}': 40e6,
        },
      ],
    ],
  },
  {
    what: 'a young process, a process that is read seldom and a process that is not read are distinguished',
    series: {
      // It is old and read every sixteen seconds. The numbers are powers of two, so that shares are exact.
      [`heapgauge_heap_limit_bytes{${A}}`]: '4e9x480',
      [`heapgauge_sampler_period_seconds{${A}}`]: '16x480',
      [`heapgauge_sampler_pause_seconds_count{${A}}`]: '4+1x480',
      [`heapgauge_sampler_pause_seconds_sum{${A}}`]: '0.125+0.03125x480',
      // It started an hour ago and is read every four minutes.
      [`heapgauge_heap_limit_bytes{${B}}`]: '_x240 4e9x240',
      [`heapgauge_sampler_period_seconds{${B}}`]: '_x240 256x240',
      [`heapgauge_sampler_pause_seconds_count{${B}}`]: '_x240 1x15 2x15 3x15 4x15',
      [`heapgauge_sampler_pause_seconds_sum{${B}}`]: '_x240 0.5x15 1x15 1.5x15 2x15',
      'heapgauge_heap_limit_bytes{job="shop", instance="unread"}': '4e9x480',
      'heapgauge_sampler_period_seconds{job="shop", instance="unread"}': '400x480',
    },
    answers: [
      ['heapgauge-sampler/Not read', '61m', { '{}': 1 }],
      ['heapgauge-sampler/Not read', '66m', { '{}': 1 }],
      ['heapgauge-sampler/Longest period', '66m', { '{}': 256 }],
      ['heapgauge-sampler/Time paused', '66m', { '{}': 2 ** -9 }],
    ],
  },
];

describe('the dashboards', { skip }, () => {
  for (const { what, series, answers, rangeSeconds = 6 * HOUR } of MOMENTS) {
    it(what, async () => {
      const choice = { job: '.+', instance: '.+', package: '.*', site: '.+', rangeSeconds, scrapeSeconds: 15 };
      const queries = new Map(
        committedDashboards().flatMap((dashboard) =>
          dashboardQueries(dashboard, choice, { leaks: true }).map(
            ({ of, refId, expr }) => [`${dashboard.uid}/${of} ${refId}`.trim(), expr] as const,
          ),
        ),
      );
      await testRules({
        evaluation_interval: '15s',
        tests: [
          {
            interval: '15s',
            input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
            promql_expr_test: answers.map(([of, at, samples]) => ({
              expr: queries.get(of) ?? queries.get(`${of} A`) ?? assert.fail(`no query ${of}`),
              eval_time: at,
              exp_samples: Object.entries(samples).map(([labels, value]) => ({ labels, value })),
            })),
          },
        ],
      });
    });
  }
});

/** Has promtool run tests, which are written as JSON: every reader of YAML reads it. */
async function testRules(tests: object): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-moments-'));
  try {
    const file = join(folder, 'tests.yaml');
    writeFileSync(file, JSON.stringify(tests));
    await promtool('test', 'rules', file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
