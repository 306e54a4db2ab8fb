import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, before, describe, it } from 'node:test';
import { type Answer, answerOf, ask, lastOf, nameOf } from '../support/ask-dashboards.js';
import {
  committedDashboards,
  type Choice,
  type DashboardQuery,
  dashboardQueries,
} from '../support/dashboard-queries.js';
import { ensurePrometheus, type Prometheus, startPrometheusOn } from '../support/prometheus.js';
import {
  LEAKING_FOR_SECONDS,
  LEAKING_SITE,
  OPENED_INSTANCE,
  type SyntheticFleet,
  UNREAD_INSTANCE,
  writeFleet,
} from '../support/synthetic-fleet.js';

const skip = ensurePrometheus() ? false : 'Prometheus is missing and could not be installed: nothing was tested';

/** Two hours are a block: an hour well within one that is over. */
const endSeconds = (Math.floor(Date.now() / 7_200_000) - 2) * 7200 + 5400;
const FLEET: SyntheticFleet = { instances: 500, sites: 50, leaking: 40, unread: 3, endSeconds };

const CHOICE: Choice = {
  job: '.+',
  instance: '.+',
  package: '.*',
  site: '.+',
  rangeSeconds: 3600,
  scrapeSeconds: 60,
};

/** Rows of a list, or values to choose from: the sites of a process, or a few more. */
const MOST_SERIES = 50;

/** Lines of a chart, however large the fleet is. */
const MOST_LINES = 12;

describe('the dashboards of 500 instances with 50 sites each', { skip }, () => {
  let prometheus: Prometheus;
  const queries = asked({});
  const answers: Answer[] = [];

  before(async () => {
    prometheus = await startPrometheusOn(createBlock);
    for (const query of queries) answers.push(await ask(prometheus, query, { ...CHOICE, endSeconds }));
  });
  after(() => prometheus.stop());

  it('have no query that fails, and none without an answer where there is one', () => {
    for (const { query, count } of answers) assert.ok(count > 0 || query.mayBeEmpty, `${nameOf(query)}: ${query.expr}`);
  });

  it('bound the series of every query', () => {
    for (const { query, count } of answers) {
      // Instances to choose from are all there are.
      const most = query.of === 'instance' ? FLEET.instances : MOST_SERIES;
      assert.ok(count <= most, `${nameOf(query)}: ${count} series`);
    }
  });

  it('bound the series of every panel', () => {
    const perPanel = new Map<string, number>();
    for (const { query, count } of answers) {
      const { dashboard, of, kind } = query;
      const panel = `${dashboard}: ${of}`;
      if (kind === 'range') perPanel.set(panel, (perPanel.get(panel) ?? 0) + count);
    }
    for (const [panel, count] of perPanel) assert.ok(count <= MOST_LINES, `${panel}: ${count} lines`);
  });

  it('say nothing where there is nothing, rather than that all is well', async () => {
    for (const query of asked({ job: 'nobody' })) {
      const { count } = await ask(prometheus, query, { ...CHOICE, endSeconds });
      // The job is chosen of all there are.
      assert.equal(count, query.of === 'job' ? 1 : 0, `${nameOf(query)}: ${query.expr}`);
    }
  });

  it('give no verdict of a process that is not read', async () => {
    const verdicts = asked({ instance: UNREAD_INSTANCE }).filter(({ of }) => /^Leak(s|ing processes)$/.test(of));
    assert.equal(verdicts.length, 2);
    for (const query of verdicts) assert.equal((await ask(prometheus, query, { ...CHOICE, endSeconds })).count, 0);
  });

  it('show one site alone', async () => {
    const bands = asked({ site: LEAKING_SITE }).filter(({ of }) => of.startsWith('Fastest growing sites, with'));
    const counts = [];
    for (const query of bands) counts.push((await ask(prometheus, query, { ...CHOICE, endSeconds })).count);
    assert.deepEqual(counts, [1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('count the processes by state', () => {
    assert.deepEqual(
      ['A', 'B', 'C'].map((refId) => valueOf('heapgauge-fleet', 'Processes by state', refId)),
      [FLEET.leaking, FLEET.unread, FLEET.instances - FLEET.leaking - FLEET.unread],
    );
    assert.equal(valueOf('heapgauge-fleet', 'Leaking processes'), FLEET.leaking);
    assert.equal(valueOf('heapgauge-sampler', 'Not read'), FLEET.unread);
    assert.equal(valueOf('heapgauge-process', 'Leaks'), 1);
  });

  it('add a site up over all instances, and tell since when it leaks', () => {
    const [first] = seriesOf('heapgauge-fleet', 'Leaking sites');
    assert.equal(first?.metric['site'], LEAKING_SITE);
    assert.equal(Number(first.value?.[1]), FLEET.leaking * 4910);
    assert.equal(valueOf('heapgauge-fleet', 'Leaking sites', 'B'), FLEET.leaking);
    assert.equal(valueOf('heapgauge-process', 'Since'), 1000 * (endSeconds - LEAKING_FOR_SECONDS));
    const [suspect] = seriesOf('heapgauge-process', 'Suspects');
    assert.deepEqual(
      [suspect?.metric['code_function_name'], suspect?.metric['site'], suspect?.value?.[1]],
      ['leak', LEAKING_SITE, '4910'],
    );
  });

  it('draw the growth that is surest first, within its bounds', () => {
    const [lower, upper, growth] = ['A', 'B', 'C'].map((refId) =>
      valueOf('heapgauge-process', 'Fastest growing sites, with the 95% bounds', refId),
    );
    assert.deepEqual([lower, growth, upper], [4910, 5000, 5090]);
  });

  it('compare versions', () => {
    const leaking = seriesOf('heapgauge-fleet', 'Versions now', 'B');
    assert.deepEqual(leaking.map(({ metric, value }) => [metric['service_version'], Number(value?.[1])]).sort(), [
      ['1.0.0', 0],
      ['1.1.0', FLEET.leaking],
    ]);
  });

  it('answer every query within a second in the median', async (t) => {
    const slowest: Array<readonly [seconds: number, name: string]> = [];
    for (const query of queries) {
      // The best of three medians: what else the computer does is no property of the query.
      let seconds = Infinity;
      for (let round = 0; round < 3 && seconds >= 1; round++) {
        const taken: number[] = [];
        for (let n = 0; n < 3; n++) {
          const start = performance.now();
          await ask(prometheus, query, { ...CHOICE, endSeconds });
          taken.push((performance.now() - start) / 1000);
        }
        seconds = Math.min(seconds, taken.sort((a, b) => a - b)[1] ?? Infinity);
      }
      slowest.push([seconds, nameOf(query)]);
      assert.ok(seconds < 1, `${nameOf(query)} took ${seconds.toFixed(2)} s: ${query.expr}`);
    }
    slowest.sort(([a], [b]) => b - a);
    for (const [seconds, name] of slowest.slice(0, 5)) t.diagnostic(`${(1000 * seconds).toFixed(0)} ms ${name}`);
  });

  function seriesOf(dashboard: string, of: string, refId = 'A'): Answer['series'] {
    return answerOf(answers, dashboard, of, refId).series;
  }

  function valueOf(dashboard: string, of: string, refId = 'A'): number {
    return lastOf(answerOf(answers, dashboard, of, refId));
  }
});

/** All queries, with what else is chosen. */
function asked(chosen: Partial<Choice>): readonly DashboardQuery[] {
  return committedDashboards().flatMap((dashboard) => {
    // The dashboard of a process opens with one of them.
    const opened = dashboard.uid === 'heapgauge-process' ? { instance: OPENED_INSTANCE } : {};
    return dashboardQueries(dashboard, { ...CHOICE, ...opened, ...chosen }, { leaks: true });
  });
}

function createBlock(dataFolder: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-fleet-'));
  const file = join(folder, 'fleet.om');
  try {
    writeFleet(file, FLEET);
    const { status, stdout, stderr } = spawnSync(
      'promtool',
      ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, dataFolder],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout + stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
