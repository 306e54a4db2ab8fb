import type { Attributes } from '@opentelemetry/api';
import type { Alert, BudgetEvent, LeakEvent } from '../report/alerts.js';
import { usageAmounts } from '../report/budget-report.js';
import type { SuspectReport } from '../report/report.js';
import { ATTRIBUTE, EVENT } from './names.js';
import { placeAttributes } from './place-attributes.js';

/** An event as a log record of OpenTelemetry, of either generation of its API. */
export interface EventRecord {
  readonly eventName: string;
  /** The time of the event, in milliseconds since 1970. */
  readonly timestamp: number;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Attributes;
}

/** Severity numbers of OpenTelemetry's log data model. */
const SEVERITY = {
  info: { severityNumber: 9, severityText: 'INFO' },
  warning: { severityNumber: 13, severityText: 'WARN' },
  critical: { severityNumber: 17, severityText: 'ERROR' },
} as const;

/** Makes the log record of an alert: the body is for display, everything is in flat attributes. */
export function eventRecord(alert: Alert): EventRecord {
  return {
    ...nameAndAttributes(alert),
    ...SEVERITY[alert.severity],
    timestamp: Date.parse(alert.time),
    body: alert.message,
  };
}

function nameAndAttributes(alert: Alert): Pick<EventRecord, 'eventName' | 'attributes'> {
  switch (alert.kind) {
    case 'leak':
      return {
        eventName: alert.type === 'suspected' ? EVENT.leakSuspected : EVENT.leakResolved,
        attributes: leakAttributes(alert),
      };
    case 'budget':
      return {
        eventName: alert.type === 'exceeded' ? EVENT.budgetExceeded : EVENT.budgetRecovered,
        attributes: budgetAttributes(alert),
      };
    case 'sampler':
      return {
        eventName: alert.type === 'degraded' ? EVENT.samplerDegraded : EVENT.samplerRecovered,
        attributes: { [ATTRIBUTE.reason]: alert.reason },
      };
  }
}

function leakAttributes({ suspect }: LeakEvent): Attributes {
  return {
    ...placeAttributes(suspect),
    [ATTRIBUTE.leakId]: suspect.id,
    [ATTRIBUTE.component]: suspect.component,
    [ATTRIBUTE.thread]: suspect.thread,
    [ATTRIBUTE.growth]: suspect.bytesPerSecond,
    [ATTRIBUTE.growthLower]: suspect.lower,
    [ATTRIBUTE.growthUpper]: suspect.upper,
    [ATTRIBUTE.retained]: suspect.retainedBytes,
    [ATTRIBUTE.since]: suspect.since,
    ...(suspect.explained === null ? {} : { [ATTRIBUTE.explained]: suspect.explained }),
    ...(suspect.component === 'traced' ? functionAttributes(suspect) : {}),
  };
}

/** Makes the attributes of the functions of a leak, which a component of the memory does not have. */
function functionAttributes({ exact, parts, tracebacks, tracebackShares }: SuspectReport): Attributes {
  const [heaviest] = tracebacks;
  return {
    [ATTRIBUTE.exact]: exact,
    [ATTRIBUTE.parts]: parts.map(({ site }) => site),
    [ATTRIBUTE.partShares]: parts.map(({ share }) => share),
    ...(heaviest === undefined ? {} : { [ATTRIBUTE.stacktrace]: stacktrace(heaviest) }),
    [ATTRIBUTE.tracebacks]: tracebacks.map(stacktrace),
    [ATTRIBUTE.tracebackShares]: [...tracebackShares],
  };
}

/** Writes a stack as V8 does, which the conventions for `code.stacktrace` ask for. */
function stacktrace(traceback: readonly string[]): string {
  return traceback.map((line) => `    at ${line}`).join('\n');
}

function budgetAttributes({ budget, topSites: [top] }: BudgetEvent): Attributes {
  const { unit, limit, usage } = usageAmounts(budget);
  return {
    [ATTRIBUTE.budget]: budget.name,
    [ATTRIBUTE.limit]: limit,
    ...(usage === null ? {} : { [ATTRIBUTE.usage]: usage }),
    [ATTRIBUTE.budgetUnit]: unit === 'bytes' ? 'By' : 'By/s',
    ...(top === undefined ? {} : { ...placeAttributes(top), [ATTRIBUTE.retained]: top.retainedBytes }),
  };
}
