import type { Alert } from '../report/alerts.js';
import { loadPackage } from '../values/load-package.js';
import { VERSION } from '../values/version.js';
import { eventRecord } from './event-record.js';
import { SCOPE } from './names.js';

/**
 * The part of OpenTelemetry's LoggerProvider that events are emitted through, the same in `@opentelemetry/api-logs` and
 * in `@opentelemetry/api` 1.10.
 */
export interface EventLoggerProvider {
  // A method, so that the providers of both generations of the API fit.
  getLogger(name: string, version?: string): { emit(record: object): void };
}

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
  // By now the others have had it.
  if (failures.length > 0) throw failures[0];
}

/**
 * Finds the global providers of this process. `api.logs` exists from version 1.10 on, and the SDK of generation 2
 * registers with `@opentelemetry/api-logs` even beside it: a provider that no SDK has registered does nothing.
 */
function globalProviders(): EventLoggerProvider[] {
  return ['@opentelemetry/api', '@opentelemetry/api-logs'].flatMap((name) => {
    try {
      const { logs } = loadPackage(name) as { logs?: { getLoggerProvider(): EventLoggerProvider } };
      return logs === undefined ? [] : [logs.getLoggerProvider()];
    } catch {
      // Not installed.
      return [];
    }
  });
}
