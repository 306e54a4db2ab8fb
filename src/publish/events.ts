import { createRequire } from 'node:module';
import type { Attributes } from '@opentelemetry/api';
import type { Alert, BudgetEvent, EventLoggerProvider, LeakEvent } from '../report/alerts.js';
import { VERSION } from '../values/version.js';
import { ATTRIBUTE, EVENT, SCOPE } from './names.js';
import { placeAttributes } from './place-attributes.js';

/** What an event is as a log record of OpenTelemetry, of either generation of its API. */
export interface EventRecord {
  readonly eventName: string;
  /** Milliseconds since 1970. */
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

/**
 * Emits an alert as an event: through the provider, or the global ones of whichever APIs this process has. Nothing is
 * loaded before there is an alert, and nothing happens where there is no API for logs.
 */
export function emitEvent(alert: Alert, provider?: EventLoggerProvider): void {
  const record = eventRecord(alert);
  const failures: unknown[] = [];
  for (const one of provider === undefined ? globalProviders() : [provider]) {
    try {
      one.getLogger(SCOPE, VERSION).emit(record);
    } catch (error) {
      failures.push(error);
    }
  }
  // The other one has had it.
  if (failures.length > 0) throw failures[0];
}

/** What an alert is as a log record; the body is for display, everything is in flat attributes. */
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
      return { eventName: EVENT.samplerDegraded, attributes: { [ATTRIBUTE.reason]: alert.reason } };
  }
}

function leakAttributes({ suspect }: LeakEvent): Attributes {
  return {
    ...placeAttributes(suspect),
    [ATTRIBUTE.component]: suspect.component,
    [ATTRIBUTE.growth]: suspect.bytesPerSecond,
    [ATTRIBUTE.growthLower]: suspect.lower,
    [ATTRIBUTE.growthUpper]: suspect.upper,
    [ATTRIBUTE.retained]: suspect.retainedBytes,
    [ATTRIBUTE.since]: suspect.since,
  };
}

function budgetAttributes({ budget, topSites: [top] }: BudgetEvent): Attributes {
  return {
    [ATTRIBUTE.budget]: budget.name,
    [ATTRIBUTE.limit]: budget.limitBytes,
    ...(budget.usageBytes === null ? {} : { [ATTRIBUTE.usage]: budget.usageBytes }),
    [ATTRIBUTE.budgetUnit]: budget.per === null ? 'By' : 'By/s',
    ...(top === undefined ? {} : { ...placeAttributes(top), [ATTRIBUTE.retained]: top.retainedBytes }),
  };
}

/**
 * `api.logs` exists from version 1.10 on, and the SDK of generation 2 registers with `@opentelemetry/api-logs` even
 * beside it: the one that is not registered with does nothing.
 */
function globalProviders(): EventLoggerProvider[] {
  const require = createRequire(import.meta.url);
  return ['@opentelemetry/api', '@opentelemetry/api-logs'].flatMap((name) => {
    try {
      const { logs } = require(name) as { logs?: { getLoggerProvider(): EventLoggerProvider } };
      return logs === undefined ? [] : [logs.getLoggerProvider()];
    } catch {
      // Not installed.
      return [];
    }
  });
}
