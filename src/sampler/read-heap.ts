import type { Session } from 'node:inspector';
import type { ReadGate } from '../threads/read-gate.js';
import { sendCommand } from '../v8/inspector-commands.js';
import type { Profile } from '../v8/profile.js';
import { toProfile } from '../v8/raw-profile.js';
import { withMainThread } from './main-thread-session.js';
import { present, readPauseSeconds } from './read-pause.js';

/** One read of the main thread's heap profile, with what it cost and what the heap held. */
export interface HeapRead {
  readonly profile: Profile;
  /** Monotonic seconds, see {@link now}, at which the read was asked for. */
  readonly startSeconds: number;
  /** Monotonic seconds at which the answer had arrived; whatever it lists was allocated before. */
  readonly endSeconds: number;
  /** Upper bound of the seconds for which the read paused the main thread, without the parsing on this thread. */
  readonly pauseSeconds: number;
  /** Bytes in use on the main thread's heap just before the read. */
  readonly heapUsedBytes: number;
}

/**
 * Reads the main thread's heap profile from a worker thread.
 *
 * @returns rejects with the inspector's error, as when no profiler runs
 */
export function readHeap(gate: ReadGate): Promise<HeapRead> {
  return withMainThread(gate, requestProfile);
}

function requestProfile(session: Session): Promise<HeapRead> {
  return new Promise((resolve, reject) => {
    const asked = present();
    let served = asked;
    let heapUsedBytes = 0;
    // Both commands are served in one go: the first answer marks the moment the main thread began to serve us.
    sendCommand(session, 'Runtime.getHeapUsage', {}, ([error, usage]) => {
      served = present();
      if (error === null) heapUsedBytes = usage.usedSize;
    });
    sendCommand(session, 'HeapProfiler.getSamplingProfile', {}, ([error, answer]) => {
      const answered = present();
      if (error !== null) {
        reject(error);
        return;
      }
      resolve({
        profile: toProfile(answer.profile),
        startSeconds: asked.seconds,
        endSeconds: answered.seconds,
        pauseSeconds: readPauseSeconds(asked, served, answered),
        heapUsedBytes,
      });
    });
  });
}
