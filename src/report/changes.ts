import type { Alert, BudgetEvent, LeakEvent, SamplerEvent } from './alerts.js';
import { degradationOf } from './degraded.js';
import type { Report, SuspectReport } from './report.js';
import {
  budgetExceededSentence,
  budgetRecoveredSentence,
  leakOverSentence,
  leakSentence,
  monitoringEndedSentence,
  samplerEndedSentence,
  samplerRecoveredSentence,
  samplerRunsAgainSentence,
} from './sentences.js';

/** Makes an alert of everything that has changed from one report to the next. */
export function alertsBetween(before: Report | undefined, report: Report): Alert[] {
  return [...leakEvents(before, report), ...budgetEvents(before, report), ...samplerEvents(before, report)];
}

/** Makes the alert that nothing is watched any more. */
export function monitoringEnded(reason: string, time: string): SamplerEvent {
  return samplerEvent('degraded', time, { message: monitoringEndedSentence(reason), reason });
}

/** Makes the alert that nothing is watched until the sampler is started again. */
export function samplerEnded(reason: string, retrySeconds: number, time: string): SamplerEvent {
  return samplerEvent('degraded', time, { message: samplerEndedSentence(reason, retrySeconds), reason });
}

/** Makes the alert that a sampler runs again that had died for this reason. */
export function samplerRunsAgain(reason: string, time: string): SamplerEvent {
  return samplerEvent('recovered', time, { message: samplerRunsAgainSentence(), reason });
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

function isAmong(suspects: readonly SuspectReport[], { id, component }: SuspectReport): boolean {
  return suspects.some((one) => one.id === id && one.component === component);
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
  const { time } = report;
  const [was, is] = [before && degradationOf(before), degradationOf(report)];
  if (was?.cause === is?.cause) return [];
  if (is !== undefined) return [samplerEvent('degraded', time, { message: is.reason, reason: is.reason })];
  const reason = was?.reason ?? '';
  return [samplerEvent('recovered', time, { message: samplerRecoveredSentence(reason), reason })];
}

function samplerEvent(
  type: SamplerEvent['type'],
  time: string,
  said: Pick<SamplerEvent, 'message' | 'reason'>,
): SamplerEvent {
  return { kind: 'sampler', type, time, severity: type === 'degraded' ? 'warning' : 'info', ...said };
}
