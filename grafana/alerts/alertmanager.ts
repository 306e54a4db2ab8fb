import { CONFIG } from '../config.js';

/**
 * An example of how Alertmanager treats the alerts: the receivers are yours to fill in.
 * The processes may post the same alerts themselves, with `source="heapgauge"`.
 */
export const ALERTMANAGER: Readonly<Record<string, unknown>> = {
  route: {
    receiver: 'working-hours',
    // Not by instance: one leak in two hundred processes is one notification, and so is an alert that both Prometheus
    // and the process itself report, whatever they call the instance.
    group_by: [...new Set(['alertname', ...CONFIG.jobLabels, 'site', 'budget'])],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '12h',
    routes: [{ matchers: ['severity = critical'], receiver: 'on-call', repeat_interval: '1h' }],
  },
  inhibit_rules: [
    // A leak that fills the heap within hours says all that its warning says.
    inhibit(
      ['alertname =~ Heapgauge.+', 'severity = critical'],
      ['alertname =~ Heapgauge.+', 'severity = warning'],
      ['alertname', ...CONFIG.instanceLabels, 'site', 'budget'],
    ),
    // An exceeded budget is not soon exhausted any more, and where the heap is full within the hour nothing else is next.
    inhibit(
      ['alertname = HeapgaugeBudgetFiring'],
      ['alertname = HeapgaugeBudgetSoonExhausted'],
      [...CONFIG.instanceLabels, 'budget'],
    ),
    inhibit(
      ['alertname = HeapgaugeHeapLimitWithinHour'],
      ['alertname = HeapgaugeBudgetSoonExhausted'],
      CONFIG.instanceLabels,
    ),
    // A missing target mutes nothing: its alerts by Prometheus end with its series, and those it posts itself are news.
  ],
  receivers: [
    { name: 'working-hours', webhook_configs: [{ url: 'http://chat.example/heapgauge', send_resolved: true }] },
    { name: 'on-call', webhook_configs: [{ url: 'http://pager.example/heapgauge', send_resolved: true }] },
  ],
};

function inhibit(
  source: readonly string[],
  target: readonly string[],
  equal: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return { source_matchers: source, target_matchers: target, equal };
}
