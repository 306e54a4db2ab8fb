import { reasonOf } from '../values/errors.js';
import { createLog, type Log, logLevelOf } from '../values/log.js';
import { beginMonitor } from './begin-monitor.js';
import { isEnabled, isPackageManager, type IgnoredVariables, optionsFromEnvironment } from './environment.js';
import { DATA_OPTIONS } from './options.js';

/** Marks a process that a preloaded copy of this package watches, whichever copy that is. */
const WATCHED = Symbol.for('heapgauge.preloaded');

/**
 * Begins to watch a process that has preloaded this package, as its environment says. It does not throw: what fails is
 * one line on standard error. With `NODE_OPTIONS` npm and its like are preloaded too: they are no application, and would
 * take its port.
 */
export function preloadMonitor({ env, argv }: Pick<NodeJS.Process, 'env' | 'argv'>): void {
  let log = createLog(logLevelOf(env[DATA_OPTIONS.logLevel.env]));
  try {
    if (isPackageManager(argv[1]) || !isEnabled(env)) return;
    const { options, nameOf, ignored } = optionsFromEnvironment(env);
    log = createLog(logLevelOf(options.logLevel));
    reportIgnored(ignored, log);
    if (Object.hasOwn(globalThis, WATCHED)) {
      log('warn', 'another copy of heapgauge has been preloaded and watches this process; this one does not');
      return;
    }
    beginMonitor(options, { nameOf });
    Reflect.defineProperty(globalThis, WATCHED, { value: true });
  } catch (error) {
    log('error', `${reasonOf(error)}; this process is not monitored`);
  }
}

function reportIgnored({ serviceLinks, unknown }: IgnoredVariables, log: Log): void {
  if (serviceLinks.length > 0) {
    log('info', `ignored, as Kubernetes sets them for a Service: ${serviceLinks.join(', ')}`);
  }
  for (const { name, nearest } of unknown) {
    log(
      'warn',
      `unknown variable: ${name}; ${nearest === undefined ? 'the README lists those there are' : `is ${nearest} meant?`}`,
    );
  }
}
