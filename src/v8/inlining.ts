/**
 * Keeping V8 from inlining for a while. V8's profiler names an allocation of an inlined function by the function that it
 * was inlined into. V8 inlines no function whose call it still has to report, so it inlines none at all while it records
 * in binary mode which functions are called and nobody asks for the record; code that is optimised already is thrown away
 * when it begins to (`Coverage::SelectMode`, `SharedFunctionInfo::GetInlineability`). That concerns one isolate, needs no
 * flag of the process, and V8 ends it by itself where the session ends. Node.js 20, 22, 24 and 26 were tried.
 *
 * Each beginning and each end goes over the whole heap three times, which takes about 0.4 ms for a MiB of small objects.
 * After the first, V8 keeps the bytecode of functions that are called no more, and some hundred bytes for each function.
 */
import type { Session } from 'node:inspector';
import { type LocalSession, withInspector } from './inspector.js';
import { type InspectorCommand, type ParametersOf, sendCommand } from './inspector-commands.js';

/** The mode in which V8 notes only whether a function was called. */
const BINARY = { callCount: false, detailed: false } as const;

/**
 * Has V8 throw away all optimised code and inline nothing from now on. It lasts while the session is connected, or until
 * {@link allowInlining}.
 *
 * @returns rejects with the inspector's error
 */
export async function preventInlining(session: Session): Promise<void> {
  await Promise.all([post(session, 'Profiler.enable', {}), post(session, 'Profiler.startPreciseCoverage', BINARY)]);
}

/**
 * Has V8 throw away the code that it has optimised without inlining, and inline again.
 *
 * @returns rejects with the inspector's error
 */
export async function allowInlining(session: Session): Promise<void> {
  await Promise.all([
    post(session, 'Profiler.startPreciseCoverage', BINARY),
    post(session, 'Profiler.stopPreciseCoverage', {}),
    post(session, 'Profiler.disable', {}),
  ]);
}

/**
 * Does on this thread what {@link preventInlining} does, through a session of its own. Throws the inspector's error.
 *
 * @returns the session, which stays connected until {@link allowInliningHere}
 */
export function preventInliningHere(): LocalSession {
  return withInspector((session) => {
    session.post('Profiler.enable', {});
    session.post('Profiler.startPreciseCoverage', BINARY);
    return { keepOpen: true, result: session };
  });
}

/** Ends what {@link preventInliningHere} has begun, and disconnects its session. Throws the inspector's error. */
export function allowInliningHere(session: LocalSession): void {
  try {
    throwCodeAway(session);
  } finally {
    session.disconnect();
  }
}

/**
 * Does on this thread what {@link allowInlining} does, where a session that had prevented inlining has ended without it.
 * Throws the inspector's error.
 */
export function inlineAgain(): void {
  withInspector((session) => {
    session.post('Profiler.enable', {});
    throwCodeAway(session);
    return { keepOpen: false, result: undefined };
  });
}

function throwCodeAway(session: LocalSession): void {
  session.post('Profiler.startPreciseCoverage', BINARY);
  session.post('Profiler.stopPreciseCoverage', {});
  session.post('Profiler.disable', {});
}

function post<C extends InspectorCommand>(session: Session, command: C, parameters: ParametersOf<C>): Promise<void> {
  return new Promise((resolve, reject) => {
    sendCommand(session, command, parameters, ([error]) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
