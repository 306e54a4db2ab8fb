import { Session } from 'node:inspector';
import { now } from './clock.js';
import { type Profile, type RawProfile, toProfile } from './profile.js';
import type { ReadGate } from './read-gate.js';

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
export async function readProfile(gate: ReadGate): Promise<HeapRead> {
  const session = new Session();
  gate.close();
  session.connectToMainThread();
  try {
    return await requestProfile(session);
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
