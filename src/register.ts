/**
 * `node --import heapgauge/register app.js`: watches the application with what the `HEAPGAUGE_*` variables say.
 * Whatever fails is one line on standard error; the application runs on. With `NODE_OPTIONS` npm and its like are
 * preloaded too: they are no application, and would take its port.
 */
import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { beginMonitor } from './application/begin-monitor.js';
import { isPackageManager, isSwitchedOff, optionsFromEnvironment } from './application/environment.js';
import { reasonOf } from './values/errors.js';
import { createLog } from './values/log.js';

if (isMainThread && !isSwitchedOff(process.env) && !isPackageManager(process.argv[1])) {
  const log = createLog('warn');
  try {
    const { options, nameOf, unknown, known } = optionsFromEnvironment(process.env);
    if (unknown.length > 0) log('warn', `unknown variable: ${unknown.join(', ')}; expected one of ${known.join(', ')}`);
    beginMonitor(options, { nameOf });
  } catch (error) {
    log('error', `${reasonOf(error)}; this process is not monitored`);
  }
}
