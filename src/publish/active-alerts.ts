import { hostname } from 'node:os';
import type { BudgetReport } from '../report/budget-report.js';
import { degradationOf } from '../report/degraded.js';
import type { Report, SuspectReport } from '../report/report.js';
import { budgetExceededSentence, leakSentence } from '../report/sentences.js';
import { suspectLines } from '../report/suspect-lines.js';
import { processAttributes } from './process-attributes.js';

/** An alert that is active, as Alertmanager's API (v2) takes it; its end is added when it is posted. */
export interface ActiveAlert {
  /** The labels, which alone identify the alert. */
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  /** The time at which the alert began, ISO 8601 UTC. */
  readonly startsAt: string;
}

type Labels = Readonly<Record<string, string>>;

/** Names of the alerts: those of the rules in `grafana/`, so that a route catches both. */
const ALERT_NAME = {
  leak: 'HeapgaugeLeakSuspected',
  untracedMemory: 'HeapgaugeUntracedMemoryGrowing',
  budget: 'HeapgaugeBudgetFiring',
  sampler: 'HeapgaugeSamplerDegraded',
} as const;

/** Gives the labels that distinguish this process, `job` and `instance`, as Prometheus derives them from a resource. */
export function processLabels(): Record<string, string> {
  const attributes = processAttributes();
  const text = (key: string): string | undefined => (attributes[key] === '' ? undefined : attributes[key]);
  const [namespace, service] = [text('service.namespace'), text('service.name') ?? 'node'];
  return {
    job: namespace === undefined ? service : `${namespace}/${service}`,
    instance: text('service.instance.id') ?? `${hostname()}:${process.pid}`,
  };
}

/**
 * Makes an alert of everything in a report that Alertmanager should know of.
 *
 * @param labels added to each, instead of its own where they have the same name
 */
export function activeAlerts(report: Report, labels: Labels): ActiveAlert[] {
  const degradation = degradationOf(report);
  return [
    ...report.suspects.filter(({ isNotified }) => isNotified).map((suspect) => leakAlert(suspect, report.time)),
    ...report.budgets.filter(({ isNotified }) => isNotified).map(budgetAlert),
    ...(degradation === undefined ? [] : [samplerAlert(degradation.reason, report.time)]),
  ].map((alert) => ({ ...alert, labels: { source: 'heapgauge', ...alert.labels, ...labels } }));
}

/**
 * Makes the alert of a leak. Its labels change only where the place of the leak becomes better known, as alerts are routed
 * and grouped by it: the alert of the old place then ends as that of the new one begins. The label `leak` stays.
 */
function leakAlert(suspect: SuspectReport, startsAt: string): ActiveAlert {
  const { component, thread, site, package: packageName, id } = suspect;
  return {
    labels: {
      alertname: component === 'traced' ? ALERT_NAME.leak : ALERT_NAME.untracedMemory,
      severity: 'warning',
      site,
      thread,
      leak: id,
      ...(packageName === null ? {} : { package: packageName }),
    },
    annotations: { summary: leakSentence(suspect), description: suspectLines(suspect).join('\n') },
    startsAt,
  };
}

function budgetAlert(budget: BudgetReport): ActiveAlert {
  const { name, severity, topSites, since } = budget;
  const [top] = topSites;
  return {
    labels: { alertname: ALERT_NAME.budget, severity, budget: name },
    annotations: {
      summary: budgetExceededSentence(budget),
      description: topSites.map(({ site }) => site).join('\n'),
      ...(top === undefined ? {} : { site: top.site }),
    },
    startsAt: since,
  };
}

function samplerAlert(reason: string, startsAt: string): ActiveAlert {
  return {
    labels: { alertname: ALERT_NAME.sampler, severity: 'warning' },
    annotations: { summary: reason },
    startsAt,
  };
}
