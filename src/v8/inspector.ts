import type * as Inspector from 'node:inspector';
import {
  type AnswerOf,
  type InspectorCommand,
  type Outcome,
  type ParametersOf,
  sendCommand,
} from './inspector-commands.js';
import { isError } from '../values/is-error.js';
import type { Profile } from './profile.js';
import { toProfile } from './raw-profile.js';

/** An inspector session on the thread that it inspects, whose commands answer before they return. */
export interface LocalSession {
  /** Sends one command and returns its answer, or throws the inspector's error. */
  post<C extends InspectorCommand>(command: C, parameters: ParametersOf<C>): AnswerOf<C>;
  disconnect(): void;
}

/** Makes a session. A static import would keep a Node.js that was built without an inspector from loading this file. */
export function newSession(): Inspector.Session {
  const inspector = process.getBuiltinModule('node:inspector') as typeof Inspector | undefined;
  if (inspector === undefined) throw new Error('this Node.js has no inspector');
  return new inspector.Session();
}

/**
 * Connects a session to this thread's own inspector, hands it to a function, and disconnects it unless the function
 * wants it to stay open. Throws where there is no inspector: in a Node.js built without it, or under `--permission`.
 */
export function withInspector<T>(use: (session: LocalSession) => { keepOpen: boolean; result: T }): T {
  const session = newSession();
  session.connect();
  let keepOpen = false;
  try {
    const outcome = use({
      post: (command, parameters) => postLocally(session, command, parameters),
      disconnect: () => {
        session.disconnect();
      },
    });
    keepOpen = outcome.keepOpen;
    return outcome.result;
  } finally {
    if (!keepOpen) session.disconnect();
  }
}

/** Connects a session to this thread's own inspector for as long as a function uses it. Throws as {@link withInspector} does. */
export function withOwnSession<T>(use: (session: Inspector.Session) => T): T {
  const session = newSession();
  session.connect();
  try {
    return use(session);
  } finally {
    session.disconnect();
  }
}

/** Reads this thread's heap profile. Throws the inspector's error, as where no profiler runs: {@link isProfilerGone}. */
export function readOwnProfile(): Profile {
  return withInspector((session) => ({
    keepOpen: false,
    result: toProfile(session.post('HeapProfiler.getSamplingProfile', {}).profile),
  }));
}

/**
 * Collects all of this thread's garbage that can be collected, before it returns: about 40 ms, more on a large heap.
 * `HeapProfiler.collectGarbage` waits for the stack to be empty; a search for objects begins with the same
 * collection and does not wait. No object has the prototype that is searched for, so nothing is found.
 */
export function collectGarbage(): void {
  const objectGroup = 'heapgauge';
  withInspector((session) => {
    const { result } = session.post('Runtime.evaluate', { expression: '(class {}).prototype', objectGroup });
    session.post('Runtime.queryObjects', { prototypeObjectId: result.objectId, objectGroup });
    session.post('Runtime.releaseObjectGroup', { objectGroup });
    return { keepOpen: false, result: undefined };
  });
}

/** Returns true where a debugger may attach, and so do what no function on this thread sees. */
export function isDebuggable(): boolean {
  const inspector = process.getBuiltinModule('node:inspector') as typeof Inspector | undefined;
  return inspector?.url() !== undefined;
}

/** Returns true for the inspector's answer to a read where no profiler runs. */
export function isProfilerGone(error: unknown): boolean {
  return isError(error) && error.message.includes('profiler was not started');
}

function postLocally<C extends InspectorCommand>(
  session: Inspector.Session,
  command: C,
  parameters: ParametersOf<C>,
): AnswerOf<C> {
  const outcomes: Array<Outcome<C>> = [];
  sendCommand(session, command, parameters, (outcome) => {
    outcomes.push(outcome);
  });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error(`the inspector did not answer ${command}`);
  const [error, answer] = outcome;
  if (error !== null) throw error;
  return answer;
}
