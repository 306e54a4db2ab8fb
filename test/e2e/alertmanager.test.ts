import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AlertReceiver, soon } from '../support/alert-receiver.js';
import { clientFor, firing, QUIET } from '../support/alertmanager-client.js';
import { type Alertmanager, type ListedAlert, startAlertmanager } from '../support/alertmanager.js';
import { ensurePrometheus, freePort } from '../support/prometheus.js';
import { fixture, runNode, until } from '../support/run-node.js';
import { sampleBudget, sampleReport, sampleSuspect } from '../support/sample-report.js';

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
    assert.equal(leak?.annotations['description'], traceback.join('\n'));
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
