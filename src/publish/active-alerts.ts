import { hostname } from 'node:os';
import process from 'node:process';
import { budgetText, degradedReason, leakText } from '../report/alerts.js';
import type { BudgetSite, Report } from '../report/report.js';
import { processResource } from './resource.js';

/** What is going on, as Alertmanager's API (v2) takes it; when it ends is another matter. */
export interface ActiveAlert {
  /** They alone make an alert this one and no other. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** ISO 8601 UTC. */
  readonly startsAt: string;
}

/** Names of the alerts: those of the rules in `grafana/`, so that a route catches both. */
const ALERT_NAME = {
  leak: 'HeapgaugeLeakSuspected',
  untracedMemory: 'HeapgaugeUntracedMemoryGrowing',
  budget: 'HeapgaugeBudgetFiring',
  sampler: 'HeapgaugeSamplerDegraded',
} as const;

/** Labels that tell this process from others, `job` and `instance`, as Prometheus derives them from a resource. */
export function processLabels(): Record<string, string> {
  const { attributes } = processResource();
  const text = (key: string): string | undefined => {
    const value = attributes[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [namespace, service] = [text('service.namespace'), text('service.name') ?? 'node'];
  return {
    job: namespace === undefined ? service : `${namespace}/${service}`,
    instance: text('service.instance.id') ?? `${hostname()}:${process.pid}`,
  };
}

/** Everything of a report that Alertmanager should hear of, as long as it goes on. */
export function activeAlerts(report: Report, labels: Readonly<Record<string, string>>): ActiveAlert[] {
  const alert = (
    own: Readonly<Record<string, string>>,
    annotations: Readonly<Record<string, string>>,
    startsAt: string,
  ): ActiveAlert => ({ labels: { source: 'heapgauge', ...own, ...labels }, annotations, startsAt });

  const leaks = report.suspects.map((suspect) =>
    alert(
      {
        alertname: suspect.component === 'traced' ? ALERT_NAME.leak : ALERT_NAME.untracedMemory,
        severity: 'warning',
        ...siteLabels(suspect),
      },
      { summary: leakText(suspect), description: suspect.traceback.join('\n') },
      report.time,
    ),
  );
  const budgets = report.budgets
    .filter(({ isNotified }) => isNotified)
    .map((budget) => {
      const { name, severity, topSites } = budget;
      const description = topSites.map(({ site }) => site).join('\n');
      const [top] = topSites;
      return alert(
        { alertname: ALERT_NAME.budget, severity, budget: name },
        { summary: budgetText(budget), description, ...(top === undefined ? {} : { site: top.site }) },
        budget.since,
      );
    });
  const reason = degradedReason(report);
  const sampler =
    reason === undefined
      ? []
      : [alert({ alertname: ALERT_NAME.sampler, severity: 'warning' }, { summary: reason }, report.time)];
  return [...leaks, ...budgets, ...sampler];
}

/** Labels of a leak hold nothing that changes while it goes on. */
function siteLabels({ site, package: packageName }: Pick<BudgetSite, 'site' | 'package'>): Record<string, string> {
  return { site, ...(packageName === null ? {} : { package: packageName }) };
}
