import type * as Inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { type Profile, type RawProfile, toProfile } from './profile.js';

const load = createRequire(import.meta.url);

/** The calls of an inspector session on the thread it inspects: they answer before they return. */
export interface LocalSession {
  /** Sends one command and gives its answer. Throws the inspector's error. */
  post(method: 'HeapProfiler.startSampling', parameters: { samplingInterval: number; stackDepth: number }): void;
  post(method: 'HeapProfiler.stopSampling'): void;
  post(method: 'HeapProfiler.getSamplingProfile'): { profile: RawProfile };
  post(
    method: 'Runtime.evaluate',
    parameters: { expression: string; objectGroup: string },
  ): { result: { objectId: string } };
  post(method: 'Runtime.queryObjects', parameters: { prototypeObjectId: string; objectGroup: string }): void;
  post(method: 'Runtime.releaseObjectGroup', parameters: { objectGroup: string }): void;
  disconnect(): void;
}

/**
 * Connects a session to this thread's own inspector, hands it out, and disconnects it unless told otherwise.
 * Throws where the inspector is not to be had: a Node.js built without it, or `--permission` withholding it.
 */
export function withInspector<T>(use: (session: LocalSession) => { keepOpen: boolean; result: T }): T {
  const { Session } = load('node:inspector') as typeof Inspector;
  const session = new Session();
  session.connect();
  let keepOpen = false;
  try {
    const outcome = use({
      post: (method: string, parameters?: object): never => postLocally(session, method, parameters) as never,
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

/** Reads this thread's heap profile. Throws the inspector's error, as when no profiler runs: {@link isProfilerGone}. */
export function readOwnProfile(): Profile {
  return withInspector((session) => ({
    keepOpen: false,
    result: toProfile(session.post('HeapProfiler.getSamplingProfile').profile),
  }));
}

/**
 * Collects this thread's garbage, all that can be, before it returns: about 40 ms, more on a large heap.
 * `HeapProfiler.collectGarbage` waits for the stack to be empty; a search for objects begins with the same
 * collection and does not wait. No class has this prototype, so nothing is found.
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

/** True where a sampling heap profiler runs on this thread, whoever started it. */
export function isProfilerRunning(): boolean {
  return withInspector((session) => {
    try {
      session.post('HeapProfiler.getSamplingProfile');
      return { keepOpen: false, result: true };
    } catch (error) {
      if (isProfilerGone(error)) return { keepOpen: false, result: false };
      throw error;
    }
  });
}

/** True for the inspector's answer to a read where no profiler runs. */
export function isProfilerGone(error: unknown): boolean {
  return error instanceof Error && error.message.includes('profiler was not started');
}

function postLocally(session: Inspector.Session, method: string, parameters: object | undefined): unknown {
  const answers: Array<{ error: Error | null; result?: unknown }> = [];
  session.post(method, parameters ?? {}, (error, result) => {
    answers.push({ error, result });
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error(`the inspector did not answer ${method}`);
  if (answer.error !== null) throw answer.error;
  return answer.result;
}
