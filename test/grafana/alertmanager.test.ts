import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type AlertGroup, type Alertmanager, startAlertmanager } from '../support/alertmanager.js';
import { ensurePrometheus } from '../support/prometheus.js';
import { amtool } from '../support/promtool.js';
import { ROOT, until } from '../support/run-node.js';

const skip = ensurePrometheus() ? false : 'Alertmanager is missing and could not be installed: nothing was tested';
const CONFIG_FILE = join(ROOT, 'grafana/generated/alertmanager.yaml');

const A = { job: 'shop', instance: '10.0.0.7:9464' };
const B = { job: 'shop', instance: '10.0.0.8:9464' };
const LEAK = { alertname: 'HeapgaugeLeakSuspected', site: 'fill src/cache.js:17' };
const BUDGET = { budget: 'heap', severity: 'warning' };
const FROM_PROCESS = { source: 'heapgauge', job: 'shop', instance: 'shop-7c4/1' };

describe('the Alertmanager configuration', { skip }, () => {
  let alertmanager: Alertmanager;
  let groups: readonly AlertGroup[];

  before(async () => {
    alertmanager = await startAlertmanager({ configFile: CONFIG_FILE });
    const alerts = [
      { ...A, ...LEAK, severity: 'warning', component: 'traced' },
      { ...A, ...LEAK, severity: 'critical', component: 'traced' },
      { ...B, ...LEAK, severity: 'warning', component: 'traced' },
      { ...FROM_PROCESS, ...LEAK, severity: 'warning' },
      { ...A, ...BUDGET, alertname: 'HeapgaugeBudgetSoonExhausted' },
      { ...A, ...BUDGET, alertname: 'HeapgaugeBudgetSoonExhausted', budget: 'rss' },
      { ...A, ...BUDGET, alertname: 'HeapgaugeBudgetFiring' },
      { ...FROM_PROCESS, ...BUDGET, alertname: 'HeapgaugeBudgetFiring' },
      { ...B, ...BUDGET, alertname: 'HeapgaugeBudgetSoonExhausted' },
      { ...B, alertname: 'HeapgaugeHeapLimitWithinHour', severity: 'critical' },
      { ...A, alertname: 'HeapgaugeUntracedMemoryGrowing', site: '(external memory)', severity: 'warning' },
      { ...FROM_PROCESS, alertname: 'HeapgaugeUntracedMemoryGrowing', site: '(external memory)', severity: 'warning' },
      { ...A, alertname: 'HeapgaugeTargetMissing', severity: 'warning' },
    ];
    await alertmanager.post(alerts.map((labels) => ({ labels })));
    // Alertmanager shows them one after the other.
    groups = await until('all alerts, and three of them muted', async () => {
      const shown = await alertmanager.groups();
      const states = shown.flatMap((group) => group.alerts.map(({ status }) => status.state));
      const muted = states.filter((state) => state === 'suppressed');
      return states.length === alerts.length && muted.length === 3 ? shown : undefined;
    });
  });
  after(() => alertmanager.stop());

  it('the configuration is valid for amtool', async () => {
    await amtool('check-config', CONFIG_FILE);
  });

  it('a leak in many processes is one notification, whether Prometheus or the process itself reports it', () => {
    const instances = find({ ...LEAK }, 'working-hours').flatMap((group) =>
      group.alerts.map(({ labels }) => labels['instance']),
    );
    assert.deepEqual(instances.sort(), ['10.0.0.7:9464', '10.0.0.8:9464', 'shop-7c4/1']);
    for (const alertname of ['HeapgaugeBudgetFiring', 'HeapgaugeUntracedMemoryGrowing']) {
      const [group, ...others] = find({ alertname }, 'working-hours');
      assert.deepEqual([group?.alerts.length, others.length], [2, 0]);
    }
  });

  it('only critical alerts go to the person on call', () => {
    assert.equal(find({ ...LEAK }, 'on-call').length, 1);
    assert.equal(find({ alertname: 'HeapgaugeHeapLimitWithinHour' }, 'on-call').length, 1);
    assert.equal(find({ alertname: 'HeapgaugeBudgetFiring' }, 'on-call').length, 0);
  });

  it('a critical leak mutes the warning of the same leak, but not that of another instance', () => {
    assert.ok(isMuted({ ...A, ...LEAK, severity: 'warning' }));
    assert.ok(!isMuted({ ...A, ...LEAK, severity: 'critical' }));
    assert.ok(!isMuted({ ...B, ...LEAK, severity: 'warning' }));
  });

  it('the prediction for a budget is muted once the budget is exceeded or the heap is full sooner', () => {
    const alertname = 'HeapgaugeBudgetSoonExhausted';
    assert.ok(isMuted({ ...A, alertname, budget: 'heap' }));
    assert.ok(!isMuted({ ...A, alertname, budget: 'rss' }));
    assert.ok(isMuted({ ...B, alertname, budget: 'heap' }));
  });

  it('a missing target mutes no other alert', () => {
    assert.ok(!isMuted({ ...A, alertname: 'HeapgaugeBudgetFiring' }));
  });

  function find(labels: Readonly<Record<string, string>>, receiver: string): readonly AlertGroup[] {
    return groups.filter((group) => group.receiver.name === receiver && has(group.labels, labels));
  }

  function isMuted(labels: Readonly<Record<string, string>>): boolean {
    const found = groups.flatMap(({ alerts }) => alerts).filter((alert) => has(alert.labels, labels));
    assert.equal(found.length, 1, JSON.stringify(labels));
    return found[0]?.status.state === 'suppressed';
  }
});

function has(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
