import type { BudgetSeverity } from '../budget/budget.js';
import { formatBytes, formatRate } from '../values/units.js';
import type { BudgetReport, Report, SuspectReport } from './report.js';

/** Something a person should hear of: plain data, frozen. */
export type Alert = LeakEvent | BudgetEvent | SamplerEvent;

interface AlertBase {
  /** Of the report that showed it, ISO 8601 UTC. */
  readonly time: string;
  /** `info` where something is over. */
  readonly severity: 'info' | BudgetSeverity;
  /** A sentence for a person; numbers are in the other fields. */
  readonly message: string;
}

/** A leak has appeared or is over. */
export interface LeakEvent extends AlertBase {
  readonly kind: 'leak';
  readonly type: 'suspected' | 'resolved';
  /** As it appeared, or as it was last seen. */
  readonly suspect: SuspectReport;
}

/** A budget has begun to fire or is kept again; of what comes within its `repeat` nothing is said. */
export interface BudgetEvent extends AlertBase {
  readonly kind: 'budget';
  readonly type: 'exceeded' | 'recovered';
  readonly budget: BudgetReport;
  /** The sites that made up most of it when it was broken, the leaking ones first. */
  readonly topSites: BudgetReport['topSites'];
}

/** Sites are not available any more, reads fail, or monitoring has ended. */
export interface SamplerEvent extends AlertBase {
  readonly kind: 'sampler';
  readonly type: 'degraded';
  readonly reason: string;
}

/**
 * Where alerts go as events: the part of OpenTelemetry's LoggerProvider that is used, the same in
 * `@opentelemetry/api-logs` and in `@opentelemetry/api` 1.10.
 */
export interface EventLoggerProvider {
  // A method, so that the providers of both generations of the API fit.
  getLogger(name: string, version?: string): { emit(record: object): void };
}

/** Reads that have to fail in a row before anybody hears of it. */
const DEGRADED_AFTER_FAILURES = 3;

/** What has changed from one report to the next. */
export function alertsBetween(before: Report | undefined, report: Report): Alert[] {
  return [...leakEvents(before, report), ...budgetEvents(before, report), ...samplerEvents(before, report)];
}

/** The alert that nothing is watched any more. */
export function monitoringEnded(reason: string, time: string): SamplerEvent {
  return {
    kind: 'sampler',
    type: 'degraded',
    time,
    severity: 'warning',
    message: `monitoring has ended: ${reason}`,
    reason,
  };
}

/** What a leak is, in a sentence. */
export function leakText({ site, lower, retainedBytes, since }: SuspectReport): string {
  return `${site} leaks at least ${formatRate(lower)}; ${formatBytes(retainedBytes)} retained, since ${since} or earlier`;
}

/** How a broken budget stands, in a sentence. */
export function budgetText({ name, usageBytes, limitBytes, per, topSites }: BudgetReport): string {
  const format = per === null ? formatBytes : formatRate;
  const usage = usageBytes === null ? 'unknown' : format(usageBytes);
  const [top] = topSites;
  const most = top === undefined ? '' : `; most in ${top.site}, ${formatBytes(top.retainedBytes)} retained`;
  return `budget ${name} is exceeded: ${usage} of ${format(limitBytes)}${most}`;
}

/** Why sites cannot be told, where they cannot; `undefined` where all is well. */
export function degradedReason({ source, sampler }: Report): string | undefined {
  if (source.unavailable !== null) return `sites are unavailable: ${source.unavailable}`;
  if (sampler.failuresInARow >= DEGRADED_AFTER_FAILURES) return `${sampler.failuresInARow} reads in a row have failed`;
  return undefined;
}

function leakEvents(before: Report | undefined, { suspects, time }: Report): LeakEvent[] {
  const known = before?.suspects ?? [];
  const isIn = (list: readonly SuspectReport[], { site, component }: SuspectReport): boolean =>
    list.some((one) => one.site === site && one.component === component);
  return [
    ...suspects
      .filter((suspect) => !isIn(known, suspect))
      .map((suspect) => ({
        kind: 'leak' as const,
        type: 'suspected' as const,
        time,
        severity: 'warning' as const,
        message: leakText(suspect),
        suspect,
      })),
    ...known
      .filter((suspect) => !isIn(suspects, suspect))
      .map((suspect) => ({
        kind: 'leak' as const,
        type: 'resolved' as const,
        time,
        severity: 'info' as const,
        message: `${suspect.site} leaks no more`,
        suspect,
      })),
  ];
}

function budgetEvents(before: Report | undefined, { budgets, time }: Report): BudgetEvent[] {
  return budgets.flatMap((budget): BudgetEvent[] => {
    const earlier = before?.budgets.find(({ name }) => name === budget.name);
    if (earlier?.isNotified !== true && budget.isNotified) {
      const { severity, topSites } = budget;
      return [{ kind: 'budget', type: 'exceeded', time, severity, message: budgetText(budget), budget, topSites }];
    }
    if (earlier?.isNotified === true && !budget.isNotified) {
      const message = `budget ${budget.name} is kept again`;
      return [
        { kind: 'budget', type: 'recovered', time, severity: 'info', message, budget, topSites: earlier.topSites },
      ];
    }
    return [];
  });
}

function samplerEvents(before: Report | undefined, report: Report): SamplerEvent[] {
  const reason = degradedReason(report);
  if (reason === undefined || (before !== undefined && degradedReason(before) !== undefined)) return [];
  return [{ kind: 'sampler', type: 'degraded', time: report.time, severity: 'warning', message: reason, reason }];
}
