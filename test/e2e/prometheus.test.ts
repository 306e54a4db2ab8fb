import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlertReceiver } from '../support/alert-receiver.js';
import { type Alertmanager, type ListedAlert, type Notification, startAlertmanager } from '../support/alertmanager.js';
import { type Answer, answerOf, ask, lastOf, nameOf } from '../support/ask-dashboards.js';
import { committedDashboards, dashboardQueries } from '../support/dashboard-queries.js';
import { ensurePrometheus, type Prometheus, startPrometheus } from '../support/prometheus.js';
import { ROOT, type Running, startProgram, until } from '../support/run-node.js';

const isHere = ensurePrometheus();
const skip = isHere ? false : 'Prometheus and Alertmanager are missing and could not be installed: nothing was tested';
const LEAK = 'topk(1, heapgauge_site_growth_lower_bytes_per_second)';
const SUSPECT = 'heapgauge_leak_growth_lower_bytes_per_second{component="traced",package="express-session"}';
/** The site of the leak: until V8 has been kept from inlining it may have the name of what calls it. */
const SITE = /express-session\/session\/\w+\.js:\d+$/;
const BURST = 'heapgauge_site_live_bytes{code_function_name="buildReport"}';

/** Half an hour of an active alert in which nobody may be notified twice, as the rules' minute is a second here. */
const ACTIVE_SECONDS = 30;

/**
 * One run of the demo: it leaks, and the rules, evaluated every second, see it through Prometheus; a budget on the
 * growth of one package sees it within the process and is posted from there. Then the leak ends.
 */
describe('the demo under a real Prometheus and Alertmanager', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-alerting-'));
  const webhook = new AlertReceiver();
  const notifications = (): readonly Notification[] => webhook.received.map(({ body }) => body as Notification);
  let alertmanager: Alertmanager;
  let demo: Running;
  let page: URL;
  let prometheus: Prometheus;

  before(async () => {
    const webhookUrl = await webhook.start();
    const config = join(folder, 'alertmanager.yaml');
    writeFileSync(config, hurried('alertmanager.yaml').replace(/http:.*example.*/g, webhookUrl));
    alertmanager = await startAlertmanager({ configFile: config });
    demo = startProgram(process.execPath, ['examples/express-session/demo.js'], {
      env: {
        HEAPGAUGE_PORT: '0',
        HEAPGAUGE_BUDGETS: 'package:express-session=3MiB/min for 1s as sessions',
        HEAPGAUGE_ALERTMANAGER: alertmanager.url,
        OTEL_SERVICE_NAME: 'shop',
        OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2.3',
      },
      timeoutSeconds: 400,
    });
    page = new URL(await until('the metrics address', () => /^metrics: (\S+)/.exec(demo.stdout())?.[1]));
    prometheus = await startPrometheus(page.host, {
      rules: hurried('heapgauge-rules.yaml'),
      alertmanagerUrl: alertmanager.url,
    });
  });

  after(async () => {
    demo.process.kill('SIGINT');
    const { code } = await demo.ended;
    await prometheus.stop();
    await alertmanager.stop();
    await webhook.stop();
    rmSync(folder, { recursive: true, force: true });
    assert.equal(code, 130);
  });

  it('the demo is scraped, with its leak on top', async () => {
    await until(
      'a scrape',
      async () => (await prometheus.query('up')).some(({ value }) => value?.[1] === '1') || undefined,
    );
    // Once the window of growth has left start-up behind.
    const leak = await until('the leak on top', async () => {
      const [top] = await prometheus.query(LEAK);
      return top?.metric['package'] === 'express-session' && Number(top.value?.[1]) > 0 ? top : undefined;
    });
    assert.match(leak.metric['code_file_path'] ?? '', /\/express-session\/session\/\w+\.js$/);
  });

  it('the leak fires by the rules of Prometheus, and is listed with its site', async () => {
    const { labels, annotations } = await listed({ alertname: 'HeapgaugeLeakSuspected', job: 'demo', site: SITE });
    assert.equal(labels['severity'], 'warning');
    assert.match(annotations['summary'] ?? '', /express-session/);
    assert.match(annotations['description'] ?? '', /grows by at least [\d.]+[kM]iB\/s/);
  });

  it('every query of the dashboards is answered, with the leaking site first and the states right', async () => {
    // Long enough for recorded series to have it, under the name that the process has for it now.
    const isLeaking = async (): Promise<true | undefined> =>
      (await prometheus.query(`${SUSPECT} and ${SUSPECT} offset 4s`)).length > 0 || undefined;
    await until('a leak that goes on', isLeaking, 60);
    const choice = { job: 'demo', instance: '.+', package: '.*', site: '.+', rangeSeconds: 120, scrapeSeconds: 1 };
    const endSeconds = Math.floor(Date.now() / 1000);
    const answers: Answer[] = [];
    for (const query of committedDashboards().flatMap((one) => dashboardQueries(one, choice, { leaks: true }))) {
      answers.push(await ask(prometheus, query, { ...choice, endSeconds }));
    }
    const empty = answers.filter(({ query, count }) => count === 0 && !query.mayBeEmpty);
    assert.deepEqual(
      empty.map(({ query }) => nameOf(query)),
      [],
    );

    const [suspect] = answerOf(answers, 'heapgauge-process', 'Suspects').series;
    assert.equal(suspect?.metric['package'], 'express-session', JSON.stringify(suspect));
    assert.match(suspect.metric['site'] ?? '', SITE);
    const [where] = answerOf(answers, 'heapgauge-process', 'Where').series;
    assert.equal(where?.metric['site'], suspect.metric['site']);
    const states = ['A', 'B', 'C'].map((refId) =>
      lastOf(answerOf(answers, 'heapgauge-fleet', 'Processes by state', refId)),
    );
    assert.deepEqual(states, [1, 0, 0], 'leaking, not read, no leak found');
    assert.equal(lastOf(answerOf(answers, 'heapgauge-sampler', 'Not read')), 0);
    const [version] = answerOf(answers, 'heapgauge-fleet', 'Versions now', 'B').series;
    assert.deepEqual([version?.metric['service_version'], version?.value?.[1]], ['1.2.3', '1']);
  });

  it('the leak is posted by the process itself, too', async () => {
    const { annotations } = await listed({ alertname: 'HeapgaugeLeakSuspected', job: 'shop', site: SITE });
    assert.match(annotations['description'] ?? '', /express-session\/session/, 'its traceback');
  });

  it('a budget fires at Alertmanager, with the site in the message', async () => {
    const { labels, annotations } = await listed({ alertname: 'HeapgaugeBudgetFiring', job: 'shop' });
    assert.equal(labels['budget'], 'sessions');
    assert.match(
      annotations['summary'] ?? '',
      /^budget sessions is exceeded: .+ of \+51\.2 KiB\/s; most in \w+ express-session/,
    );
  });

  it('each alert is notified once, and not again while it is active', async () => {
    const budget = await until('a notification of the budget', () => notified('firing').findLast(isBudget), 20);
    // It has been active since before the tests above, which take their time.
    const activeSeconds = (Date.now() - Date.parse(budget.startsAt)) / 1000;
    await sleep(Math.max(0, ACTIVE_SECONDS - activeSeconds) * 1000);
    assert.ok((await alertmanager.alerts()).some(isBudget), 'it still fires');
    assert.deepEqual(notifiedAgain(), [], JSON.stringify(notifications()));
    assert.ok(notified('firing').some(({ labels }) => labels['alertname'] === 'HeapgaugeLeakSuspected'));
  });

  it('the metrics page is free of errors, and of sites that are gone', async () => {
    await until('a burst that came and went', () => hasVanished(prometheus), 60);
    const text = await (await fetch(page)).text();
    const lint = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.deepEqual([lint.status, lint.stdout, lint.stderr], [0, '', '']);
  });

  it('every alert is resolved once the leak is over, and that is notified once', async () => {
    demo.process.kill('SIGUSR2');
    await until('the end of all alerts', async () => (await alertmanager.alerts()).length === 0 || undefined, 150);
    await until(
      'the last notification',
      () => notified('resolved').length >= notified('firing').length || undefined,
      20,
    );
    const [firing, resolved] = [notified('firing'), notified('resolved')].map((alerts) =>
      alerts.map(({ fingerprint }) => fingerprint).sort(),
    );
    assert.deepEqual(resolved, firing, JSON.stringify(notifications()));
    assert.deepEqual(notifiedAgain(), [], JSON.stringify(notifications()));
  });

  const isBudget = ({ labels }: Pick<ListedAlert, 'labels'>): boolean =>
    labels['alertname'] === 'HeapgaugeBudgetFiring' && labels['job'] === 'shop';

  /** Waits for an alert to be listed; an error shows what the demo printed, as a load that falters fires nothing. */
  async function listed({
    alertname,
    job,
    site,
  }: {
    readonly alertname: string;
    readonly job: string;
    readonly site?: RegExp;
  }): Promise<ListedAlert> {
    const find = async (): Promise<ListedAlert | undefined> =>
      (await alertmanager.alerts()).find(
        ({ labels }) =>
          labels['alertname'] === alertname && labels['job'] === job && (site?.test(labels['site'] ?? '') ?? true),
      );
    try {
      return await until(`${alertname} of ${job}`, find, 150);
    } catch (cause) {
      throw new Error(`no ${alertname}; the demo printed\n${demo.stdout()}${demo.stderr()}`, { cause });
    }
  }

  /** Alerts that a notification says of what the one before it has said already. */
  function notifiedAgain(): readonly string[] {
    const latest = new Map<string, string>();
    return notifications().flatMap(({ alerts }) =>
      alerts.flatMap(({ fingerprint, status }) => {
        const isAgain = latest.get(fingerprint) === status;
        latest.set(fingerprint, status);
        return isAgain ? [`${status} ${fingerprint}`] : [];
      }),
    );
  }

  /** Alerts of all notifications so far by what they say of them. */
  function notified(status: 'firing' | 'resolved'): ReadonlyArray<Notification['alerts'][number]> {
    return notifications().flatMap(({ alerts }) => alerts.filter((alert) => alert.status === status));
  }
});

/** A file of ours, its waits a second each: between evaluations, and for what is kept or gathered. */
function hurried(name: string): string {
  const text = readFileSync(join(ROOT, 'grafana/generated', name), 'utf8');
  return text.replace(/^( *(?:- )?(?:interval|keep_firing_for|group_wait|group_interval): ).+$/gm, '$11s');
}

/** Returns true once the burst's site is absent from the very next scrape after one that listed it. */
async function hasVanished(prometheus: Awaited<ReturnType<typeof startPrometheus>>): Promise<true | undefined> {
  const seconds = 120;
  const [[up], [burst]] = await Promise.all([
    prometheus.queryRange('up == 1', seconds),
    prometheus.queryRange(BURST, seconds),
  ]);
  if (burst?.values === undefined) return undefined;
  const present = new Set(burst.values.map(([time]) => time));
  const scrapes = up?.values?.map(([time]) => time) ?? [];
  const gone = scrapes.some((time, n) => n > 0 && !present.has(time) && present.has(scrapes[n - 1] ?? 0));
  return gone || undefined;
}
