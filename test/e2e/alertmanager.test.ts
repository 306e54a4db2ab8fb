import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AlertReceiver, soon } from '../support/alert-receiver.js';
import { clientFor, firing, QUIET } from '../support/alertmanager-client.js';
import { type Alertmanager, type ListedAlert, startAlertmanager } from '../support/alertmanager.js';
import type { Report } from '../../src/report/report.js';
import { ensurePrometheus, freePort } from '../support/prometheus.js';
import { fixture, runNode, until } from '../support/run-node.js';
import { sampleBudget, sampleReport, sampleSuspect } from '../support/sample-report.js';

const isOfLeak = ({ labels }: ListedAlert): boolean => labels['leak'] === 'timer src/app.js:7';

describe('a real Alertmanager', { skip: !ensurePrometheus() }, () => {
  const webhook = new AlertReceiver();
  let alertmanager: Alertmanager;
  before(async () => {
    const webhookUrl = await webhook.start();
    alertmanager = await startAlertmanager({ webhookUrl, routePrefix: '/behind/a/path' });
  });
  after(async () => {
    await alertmanager.stop();
    await webhook.stop();
  });

  /** Waits until Alertmanager lists so many alerts. */
  const listed = (count: number, from = alertmanager): Promise<readonly ListedAlert[]> =>
    until(`${count} alerts`, async () => {
      const alerts = await from.alerts();
      return alerts.length === count ? alerts : undefined;
    });

  it('Alertmanager lists active alerts with all labels and annotations, and none when they are over', async () => {
    const traceback = Array.from({ length: 14 }, (_, n) => `frame${n} (src/"quoted" größe 💥.js:${n})`);
    const odd = '\ud800 {}="\\,\n\t(anonymous) [\u0000] /app/x.js:3';
    const report = sampleReport({
      suspects: [
        sampleSuspect({ tracebacks: [traceback] }),
        sampleSuspect({ site: odd, package: null, tracebacks: [] }),
        sampleSuspect({ component: 'other', site: '(unexplained memory)', package: null, tracebacks: [] }),
      ],
      budgets: [sampleBudget(), sampleBudget({ name: 'site:"a" {b}=~', topSites: [] })],
      unavailable: 'another heap profiler is running',
      time: new Date().toISOString(),
    });
    const { client, complaints } = clientFor(alertmanager.url);
    client.publish(report);
    const alerts = await listed(6);
    assert.deepEqual(complaints, []);
    assert.deepEqual(alerts.map(({ labels }) => labels['alertname']).sort(), [
      'HeapgaugeBudgetFiring',
      'HeapgaugeBudgetFiring',
      'HeapgaugeLeakSuspected',
      'HeapgaugeLeakSuspected',
      'HeapgaugeSamplerDegraded',
      'HeapgaugeUntracedMemoryGrowing',
    ]);
    assert.ok(alerts.every(({ status, labels }) => status.state === 'active' && labels['job'] === 'shop'));
    const leak = alerts.find(({ labels }) => labels['package'] === 'express-session');
    assert.ok(leak !== undefined);
    assert.equal(leak.labels['leak'], 'save src/app.js:7');
    for (const line of [...traceback, 'made in: MemoryStore.set express-session/session/memory.js:121 75%'])
      assert.ok(leak.annotations['description']?.includes(line), line);
    // Half a pair is no text to anybody else.
    assert.ok(alerts.some(({ labels }) => labels['site'] === odd.replace('\ud800', '\ufffd')));
    assert.ok(alerts.some(({ labels }) => labels['budget'] === 'site:"a" {b}=~'));

    client.publish(QUIET);
    await listed(0);
    const resolved = await until('the webhook', () => {
      const over = webhook.received.filter(({ body }) => (body as { status: string }).status === 'resolved');
      return over.length >= 6 ? over : undefined;
    });
    assert.equal(resolved.length, 6);
  });

  it('a leak whose place becomes better known is active all along, under one site at a time', async () => {
    const { client } = clientFor(alertmanager.url);
    const leakAt = (site: string): Report =>
      sampleReport({ suspects: [sampleSuspect({ id: 'timer src/app.js:7', site })], budgets: [] });
    const seen: string[] = [];
    /** Watches which alerts of the leak are listed until the given ones have been. */
    const watch = (last: string): Promise<true> =>
      until(`the alerts of ${last}`, async () => {
        const sites = (await alertmanager.alerts()).filter(isOfLeak).map(({ labels }) => labels['site']);
        const now = sites.sort().join(' and ');
        if (now !== seen.at(-1)) seen.push(now);
        return now === last || undefined;
      });
    const [outer, inner] = ['timer src/app.js:7', 'createBaseValues prom-client/lib/histogram.js:265'];
    client.publish(leakAt(outer));
    await watch(outer);
    client.publish(leakAt(inner));
    await watch(inner);
    client.publish(QUIET);
    await watch('');
    // Alertmanager takes the alerts of one post one after the other: both may be listed for a moment, but never none.
    assert.deepEqual(seen.filter((sites) => !sites.includes(' and ')).slice(seen[0] === '' ? 1 : 0), [
      outer,
      inner,
      '',
    ]);
  });

  it('an Alertmanager that is away at first has the alert once it is there', async () => {
    const port = await freePort();
    const { client, clock, complaints } = clientFor(`http://127.0.0.1:${port}`);
    client.publish(firing('heap'));
    await soon('a complaint', () => complaints.length > 0);
    assert.match(complaints[0] ?? '', /ECONNREFUSED/);
    const late = await startAlertmanager({ port });
    try {
      clock.pass(60);
      const [alert] = await listed(1, late);
      assert.equal(alert?.labels['budget'], 'heap');
      assert.equal(client.failures, 1);
    } finally {
      await late.stop();
    }
  });

  it('Alertmanager is notified by an application of budgets and their end', async () => {
    const { stdout, stderr, code } = await runNode(fixture('alerting'), {
      nodeOptions: ['--expose-gc'],
      env: { HEAPGAUGE_ALERTMANAGER: alertmanager.url, OTEL_SERVICE_NAME: 'fixture' },
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { listed: ['held'], afterwards: [], failures: 0 });
  });
});
