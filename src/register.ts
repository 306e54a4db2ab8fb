/**
 * `node --import heapgauge/register app.js`: watches the application with what the `HEAPGAUGE_*` variables say.
 * Whatever fails is one line on standard error; the application runs on.
 *
 * This file imports no other of the package in the usual way, as an import that fails keeps the application from
 * starting: the process may have hardly any file descriptors.
 */
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type * as PreloadMonitor from './application/preload-monitor.js';
import type * as Log from './values/log.js';

if (isMainThread) {
  const program = requireFile('./application/preload-monitor.js') as typeof PreloadMonitor | undefined;
  if (program === undefined) void importProgram();
  else program.preloadMonitor(process);
}

/** Loads the program while the application begins already. */
async function importProgram(): Promise<void> {
  try {
    const { preloadMonitor } = await import('./application/preload-monitor.js');
    preloadMonitor(process);
  } catch (error) {
    await report(error instanceof Error ? error.message : String(error)).catch(() => undefined);
  }
}

async function report(reason: string): Promise<void> {
  const required = requireFile('./values/log.js') as typeof Log | undefined;
  const { createLog, logLevelOf } = required ?? (await import('./values/log.js'));
  const log = createLog(logLevelOf(process.env['HEAPGAUGE_LOG_LEVEL']));
  log('error', `it cannot be loaded: ${reason}; this process is not monitored`);
}

/**
 * Loads a file of the package at once, and those that it needs one after the other; `undefined` where that fails, as in
 * a Node.js that requires no ES modules, and where the package has been bundled.
 */
function requireFile(path: string): unknown {
  try {
    return createRequire(import.meta.url)(path) as unknown;
  } catch {
    return undefined;
  }
}
