import { CONFIG } from '../config.js';

/**
 * An example configuration of Alertmanager for the alerts; its receivers are placeholders.
 * The processes may post the same alerts themselves, with the label `source="heapgauge"`.
 */
export const ALERTMANAGER: Readonly<Record<string, unknown>> = {
  route: {
    receiver: 'working-hours',
    // Not by instance: one leak in 200 processes is one notification. So is an alert that both Prometheus and the
    // process itself report, whatever name each of them has for the instance.
    group_by: [...new Set(['alertname', ...CONFIG.jobLabels, 'site', 'budget'])],
    group_wait: '30s',
    group_interval: '5m',
    repeat_interval: '12h',
    routes: [{ matchers: ['severity = critical'], receiver: 'on-call', repeat_interval: '1h' }],
  },
  inhibit_rules: [
    // The critical alert of a leak says everything that its warning says.
    inhibit(
      ['alertname =~ Heapgauge.+', 'severity = critical'],
      ['alertname =~ Heapgauge.+', 'severity = warning'],
      ['alertname', ...CONFIG.instanceLabels, 'site', 'budget'],
    ),
    // A budget that is exceeded will not be exhausted soon any more, and a heap limit within the hour comes first.
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
    // A missing target mutes nothing: its alerts from Prometheus end with its series, and those that it posts itself
    // are news.
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
