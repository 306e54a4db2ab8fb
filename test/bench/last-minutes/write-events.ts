/**
 * Preloaded with `--import`: a provider of OpenTelemetry's logs that writes each event to the parent, a line each. It
 * writes at once, as the process may not live for long.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The part of OpenTelemetry's API for logs that is used here: the package is an optional peer, which only runs find. */
interface LogsApi {
  readonly logs: { setGlobalLoggerProvider(provider: { getLogger(): { emit(record: object): void } }): void };
}

/** The file descriptor that the parent reads. */
const TO_PARENT = 3;

const { logs } = createRequire(import.meta.url)('@opentelemetry/api-logs') as LogsApi;

const logger = {
  emit: (record: object) => {
    writeSync(TO_PARENT, `${JSON.stringify(record)}\n`);
  },
};

logs.setGlobalLoggerProvider({ getLogger: () => logger });
