import type { Alert, BudgetEvent, LeakEvent, SamplerEvent } from './alerts.js';
import { degradedReason } from './degraded.js';
import type { Report, SuspectReport } from './report.js';
import {
  budgetExceededSentence,
  budgetRecoveredSentence,
  leakOverSentence,
  leakSentence,
  monitoringEndedSentence,
} from './sentences.js';

/** Makes an alert of everything that has changed from one report to the next. */
export function alertsBetween(before: Report | undefined, report: Report): Alert[] {
  return [...leakEvents(before, report), ...budgetEvents(before, report), ...samplerEvents(before, report)];
}

/** Makes the alert that nothing is watched any more. */
export function monitoringEnded(reason: string, time: string): SamplerEvent {
  return {
    kind: 'sampler',
    type: 'degraded',
    time,
    severity: 'warning',
    message: monitoringEndedSentence(reason),
    reason,
  };
}

function leakEvents(before: Report | undefined, { suspects, time }: Report): LeakEvent[] {
  const known = before?.suspects ?? [];
  const appeared = suspects
    .filter((suspect) => !isAmong(known, suspect))
    .map((suspect): LeakEvent => {
      return { kind: 'leak', type: 'suspected', time, severity: 'warning', message: leakSentence(suspect), suspect };
    });
  const over = known
    .filter((suspect) => !isAmong(suspects, suspect))
    .map((suspect): LeakEvent => {
      return { kind: 'leak', type: 'resolved', time, severity: 'info', message: leakOverSentence(suspect), suspect };
    });
  return [...appeared, ...over];
}

function isAmong(suspects: readonly SuspectReport[], { site, component }: SuspectReport): boolean {
  return suspects.some((one) => one.site === site && one.component === component);
}

function budgetEvents(before: Report | undefined, { budgets, time }: Report): BudgetEvent[] {
  return budgets.flatMap((budget): BudgetEvent[] => {
    const earlier = before?.budgets.find(({ name }) => name === budget.name);
    if (earlier?.isNotified !== true && budget.isNotified) {
      const { severity, topSites } = budget;
      const message = budgetExceededSentence(budget);
      return [{ kind: 'budget', type: 'exceeded', time, severity, message, budget, topSites }];
    }
    if (earlier?.isNotified === true && !budget.isNotified) {
      const message = budgetRecoveredSentence(budget);
      const { topSites } = earlier;
      return [{ kind: 'budget', type: 'recovered', time, severity: 'info', message, budget, topSites }];
    }
    return [];
  });
}

function samplerEvents(before: Report | undefined, report: Report): SamplerEvent[] {
  const reason = degradedReason(report);
  if (reason === undefined || (before !== undefined && degradedReason(before) !== undefined)) return [];
  return [{ kind: 'sampler', type: 'degraded', time: report.time, severity: 'warning', message: reason, reason }];
}
