import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ReportMetricProducer } from '../../src/publish/producer.js';
import { prometheusText, TEXT_FORMAT } from '../../src/publish/prometheus-text.js';
import type { SuspectReport } from '../../src/report/report.js';
import { type Answer, answerOf, ask } from '../support/ask-dashboards.js';
import { committedDashboards, dashboardQueries } from '../support/dashboard-queries.js';
import { ensurePrometheus, type Prometheus, startPrometheus } from '../support/prometheus.js';
import { ROOT, until } from '../support/run-node.js';
import { sampleReport, sampleSuspect } from '../support/sample-report.js';

const skip = ensurePrometheus() ? false : 'Prometheus is missing and could not be installed: nothing was tested';

const [CREATE, HASH, LABELS, TIMER] = [
  'createBaseValues prom-client/lib/histogram.js:265',
  'hashObject prom-client/lib/util.js:50',
  'labels prom-client/lib/histogram.js:160',
  'observeAll src/app.js:3',
];

/** One leak of 1,000 bytes a second at least, as a process shows it. */
function leak(site: string, parts: Readonly<Record<string, number>>, overrides: Partial<SuspectReport>): SuspectReport {
  const packageName = site === TIMER ? null : 'prom-client';
  return sampleSuspect({
    ...{ id: TIMER, site, function: site.split(' ')[0] ?? '', package: packageName, lower: 1000, exact: true },
    parts: Object.entries(parts).map(([part, share]) => ({ ...sampleSuspect(), site: part, share })),
    tracebacks: [[CREATE, LABELS, TIMER].map((frame) => frame.replace(/ (.*)/, ' ($1)'))],
    tracebackShares: [1],
    ...overrides,
  });
}

/** What three processes of one program say of their leak, which is the same. */
const EXACT = leak(CREATE, { [CREATE]: 1 }, {});
const AT_CALLER = leak(LABELS, { [CREATE]: 0.78, [HASH]: 0.22 }, {});
const INLINED = leak(TIMER, { [TIMER]: 1 }, { exact: false, tracebacks: [[TIMER.replace(/ (.*)/, ' ($1)')]] });

describe('one leak of three processes, each of which names it otherwise, under a real Prometheus', { skip }, () => {
  const processes = [EXACT, AT_CALLER, INLINED].map(servedBy);
  let prometheus: Prometheus;

  before(async () => {
    const targets = await Promise.all(
      processes.map(async ({ server }, n) => {
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return { instance: `shop-${n}`, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
      }),
    );
    prometheus = await startPrometheus(targets, { rules: hurriedRules() });
    await until(
      'three alerts',
      async () => (await prometheus.query('ALERTS{alertstate="firing"}')).length === 3 || undefined,
    );
    // The rule that adds up has been evaluated after the scrape of the last one.
    await until(
      'one name',
      async () =>
        (await prometheus.query('job_site:heapgauge_leak_growth_lower_bytes_per_second:count == 3')).length === 1 ||
        undefined,
    );
  });
  after(async () => {
    await prometheus.stop();
    for (const { server } of processes) server.closeAllConnections();
    for (const { server } of processes) server.close();
  });

  it('the fleet has one leak of all three, under the name of the function that allocates', async () => {
    const answers = await fleet();
    for (const [refId, value] of [
      ['A', 3000],
      ['B', 3],
      ['C', 2],
    ] as const) {
      const { series } = answerOf(answers, 'heapgauge-fleet', 'Leaking sites', refId);
      assert.deepEqual(
        series.map((one) => [one.metric['site'], one.metric['package'], Number(one.value?.[1])]),
        [[CREATE, 'prom-client', value]],
      );
    }
    const [part] = answerOf(answers, 'heapgauge-fleet', 'Leaking sites', 'D').series;
    assert.deepEqual([part?.metric['part'], Number(part?.value?.[1]).toFixed(2)], [CREATE, '0.89']);
    const named = answerOf(answers, 'heapgauge-fleet', 'Leaking processes and their sites').series;
    assert.deepEqual(named.map(({ metric }) => [metric['instance'], metric['site'], metric['place']]).sort(), [
      ['shop-0', CREATE, CREATE],
      ['shop-1', CREATE, LABELS],
      ['shop-2', CREATE, TIMER],
    ]);
    const [worst] = answerOf(answers, 'heapgauge-fleet', 'Worst leak').series;
    assert.deepEqual([worst?.metric['site'], worst?.value?.[1]], [CREATE, '3000']);
  });

  it('the leak goes on without a gap once its process knows it better', async () => {
    const start = Date.now();
    processes[2]?.producer.publish(sampleReport({ suspects: [EXACT], budgets: [] }));
    const alert = `ALERTS{alertstate="firing", instance="shop-2", leak="${TIMER}"}`;
    await until(
      'its better name alone',
      async () => {
        const sites = (await prometheus.query(alert)).map(({ metric }) => metric['site']);
        return (sites.length === 1 && sites[0] === CREATE) || undefined;
      },
      30,
    );
    const seconds = Math.ceil((Date.now() - start) / 1000) + 1;
    for (const expression of [
      `count(${alert})`,
      'count(instance_site:heapgauge_leak_growth_lower_bytes_per_second:max{instance="shop-2"})',
    ]) {
      const times = ((await prometheus.queryRange(expression, seconds))[0]?.values ?? []).map(([time]) => time);
      const [first = NaN, last = NaN] = [times[0], times.at(-1)];
      assert.equal(times.length, last - first + 1, `${expression}: ${times.join(' ')}`);
      assert.ok(first <= start / 1000 + 1 && last >= Date.now() / 1000 - 3, `${expression}: ${times.join(' ')}`);
    }
    const [exact] = answerOf(await fleet(), 'heapgauge-fleet', 'Leaking sites', 'C').series;
    assert.equal(exact?.value?.[1], '3');
  });

  async function fleet(): Promise<readonly Answer[]> {
    const choice = { job: '.+', instance: '.+', package: '.*', site: '.+', rangeSeconds: 60, scrapeSeconds: 1 };
    const dashboard = committedDashboards().filter(({ uid }) => uid === 'heapgauge-fleet');
    const queries = dashboard.flatMap((one) => dashboardQueries(one, choice, { leaks: true }));
    const asked = queries.filter(({ of }) => /^(Leaking|Worst leak)/.test(of));
    return Promise.all(asked.map((query) => ask(prometheus, query, { ...choice, endSeconds: Date.now() / 1000 })));
  }
});

/** The metrics page of a process with one leak. */
function servedBy(suspect: SuspectReport): { readonly producer: ReportMetricProducer; readonly server: Server } {
  const producer = new ReportMetricProducer();
  producer.publish(sampleReport({ suspects: [suspect], budgets: [] }));
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': TEXT_FORMAT }).end(prometheusText({}, producer.metrics()));
  });
  return { producer, server };
}

/** The generated rules, each evaluated every second; an alert fires on for three seconds without its series. */
function hurriedRules(): string {
  const text = readFileSync(join(ROOT, 'grafana/generated/heapgauge-rules.yaml'), 'utf8');
  return text.replace(/^( *(?:- )?interval: ).+$/gm, '$11s').replace(/^( *keep_firing_for: ).+$/gm, '$13s');
}
