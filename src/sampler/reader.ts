import { Session } from 'node:inspector';
import { now } from '../v8/clock.js';
import { type Profile, type RawProfile, toProfile } from '../v8/profile.js';
import type { ReadGate } from '../threads/read-gate.js';

/** One read of the main thread's heap profile, with what it cost and what the heap held. */
export interface HeapRead {
  readonly profile: Profile;
  /** Monotonic seconds, see {@link now}: the read was asked for. */
  readonly startSeconds: number;
  /** Monotonic seconds: the answer was here. Whatever it lists was allocated before. */
  readonly endSeconds: number;
  /**
   * Seconds from the main thread's turning to the read until its parsed answer was here: the main thread's
   * pause and the parsing on this thread, so an upper bound of the pause.
   */
  readonly pauseSeconds: number;
  /** Bytes in use on the main thread's heap just before the read. */
  readonly heapUsedBytes: number;
}

/**
 * Reads the main thread's heap profile from a worker thread, even while the main thread is in a synchronous loop.
 *
 * @param gate closed for as long as the inspector's session is connected
 * @returns the profile; rejects with the inspector's error, as when no profiler runs
 */
export function readProfile(gate: ReadGate): Promise<HeapRead> {
  return withMainThread(gate, requestProfile);
}

/** Longest wait for a collection: it comes when the main thread's stack is empty, which it may not be for long. */
const LONGEST_COLLECTION_SECONDS = 5;

/**
 * Has the main thread's garbage collected, all that can be: a pause of tens of milliseconds, more on a large heap.
 * Rejects where the main thread does not come to it in time; it may then still collect later.
 */
export function collectMainThread(gate: ReadGate): Promise<void> {
  return withMainThread(
    gate,
    (session) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`no collection within ${LONGEST_COLLECTION_SECONDS} s`));
        }, LONGEST_COLLECTION_SECONDS * 1000);
        session.post('HeapProfiler.collectGarbage', (error) => {
          clearTimeout(timer);
          if (error === null) resolve();
          else reject(error);
        });
      }),
  );
}

async function withMainThread<T>(gate: ReadGate, ask: (session: Session) => Promise<T>): Promise<T> {
  const session = new Session();
  gate.close();
  session.connectToMainThread();
  try {
    return await ask(session);
  } finally {
    session.disconnect();
    gate.open();
  }
}

function requestProfile(session: Session): Promise<HeapRead> {
  return new Promise((resolve, reject) => {
    const startSeconds = now();
    let turnedSeconds = startSeconds;
    let heapUsedBytes = 0;
    // Both commands are served in one go: the first answer marks the moment the main thread turned to us.
    session.post('Runtime.getHeapUsage', (error, usage?: { usedSize: number }) => {
      turnedSeconds = now();
      if (error === null && usage !== undefined) heapUsedBytes = usage.usedSize;
    });
    session.post('HeapProfiler.getSamplingProfile', (error, answer) => {
      const endSeconds = now();
      if (error !== null) {
        reject(error);
        return;
      }
      resolve({
        profile: toProfile(answer.profile as unknown as RawProfile),
        startSeconds,
        endSeconds,
        pauseSeconds: endSeconds - turnedSeconds,
        heapUsedBytes,
      });
    });
  });
}
