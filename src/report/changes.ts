import type { Alert, BudgetEvent, LeakEvent, SamplerEvent } from './alerts.js';
import { degradationOf } from './degraded.js';
import type { Report, SuspectReport } from './report.js';
import {
  budgetExceededSentence,
  budgetRecoveredSentence,
  leakOverSentence,
  leakPlaceSentence,
  leakSentence,
  monitoringEndedSentence,
  samplerEndedSentence,
  samplerRecoveredSentence,
  samplerRunsAgainSentence,
} from './sentences.js';
import { otherAllocator } from './suspect-parts.js';

/** Makes an alert of everything that has changed from one report to the next. */
export function alertsBetween(before: Report | undefined, report: Report): Alert[] {
  return [...leakEvents(before, report), ...budgetEvents(before, report), ...samplerEvents(before, report)];
}

/**
 * Says of each leak that goes on where it is, once that is known exactly and was reported otherwise: that is no event, as
 * the leak is the same.
 */
export function placesFound(before: Report | undefined, { suspects }: Report): string[] {
  return suspects.flatMap((suspect) => {
    const earlier = before?.suspects.find((one) => isSame(one, suspect));
    if (earlier === undefined || !suspect.exact) return [];
    const isNews = earlier.site !== suspect.site || (!earlier.exact && otherAllocator(suspect) !== undefined);
    return isNews ? [leakPlaceSentence(earlier.site, suspect)] : [];
  });
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
  const known = (before?.suspects ?? []).filter(({ isNotified }) => isNotified);
  const notified = suspects.filter(({ isNotified }) => isNotified);
  const appeared = notified
    .filter((suspect) => !isAmong(known, suspect))
    .map((suspect): LeakEvent => {
      return { kind: 'leak', type: 'suspected', time, severity: 'warning', message: leakSentence(suspect), suspect };
    });
  const over = known
    .filter((suspect) => !isAmong(notified, suspect))
    .map((suspect): LeakEvent => {
      return { kind: 'leak', type: 'resolved', time, severity: 'info', message: leakOverSentence(suspect), suspect };
    });
  return [...appeared, ...over];
}

function isAmong(suspects: readonly SuspectReport[], suspect: SuspectReport): boolean {
  return suspects.some((one) => isSame(one, suspect));
}

/** Returns true for two reports of one leak, whatever place it has in each. */
function isSame(a: SuspectReport, b: SuspectReport): boolean {
  return a.id === b.id && a.component === b.component && a.thread === b.thread;
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
