import { isDebuggable } from './inspector.js';

/** The variables that test runners set, in whose processes code is measured and covered, and what they are called. */
const RUNNERS: Readonly<Record<string, string>> = {
  VITEST: 'vitest',
  JEST_WORKER_ID: 'jest',
  NODE_TEST_CONTEXT: "Node's test runner",
};

/** The flags of V8 that say what it optimises: whoever has set one wants what it does. */
const OPTIMISING =
  /^--(no-)?(jitless|opt|turbofan|maglev|sparkplug|always-turbofan|stress-opt|turbolev|[a-z-]*inlin[a-z-]*)(=|$)/;

/** The flags of Node.js by which code coverage is recorded. */
const COVERING = /^--(experimental-test-coverage|test)(=|$)/;

/** The commands with which code coverage and debugging begin: neither goes on while V8 is kept from inlining. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'Profiler.startPreciseCoverage': 'the application has recorded its code coverage',
  'Debugger.enable': 'the application has debugged itself',
};

/** Gives the reason why there must be no zoom once an inspector's command was sent, or `undefined`. */
export function refusalAfter(command: unknown): string | undefined {
  return typeof command === 'string' && Object.hasOwn(BEGINNINGS, command) ? BEGINNINGS[command] : undefined;
}

/** What is known of a process before it is zoomed at. */
export interface ZoomedProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execArgv: readonly string[];
  readonly isDebuggable: () => boolean;
}

/**
 * Gives the reason why V8 must not be kept from inlining in a process, or `undefined` where it may: its code is covered,
 * tested or debugged, or it was started with flags about what V8 optimises.
 */
export function zoomRefusal(
  { env, execArgv, isDebuggable: canBeDebugged }: ZoomedProcess = {
    env: process.env,
    execArgv: process.execArgv,
    isDebuggable,
  },
): string | undefined {
  if ((env['NODE_V8_COVERAGE'] ?? '') !== '') return 'code coverage is recorded (NODE_V8_COVERAGE)';
  const runner = Object.keys(RUNNERS).find((name) => env[name] !== undefined);
  if (runner !== undefined) return `it runs under ${RUNNERS[runner] ?? runner}`;
  const flags = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)].map((flag) => flag.replaceAll('_', '-'));
  const flag = flags.find((one) => OPTIMISING.test(one) || COVERING.test(one));
  if (flag !== undefined) return `it was started with ${flag}`;
  return canBeDebugged() ? 'a debugger may attach to it' : undefined;
}
