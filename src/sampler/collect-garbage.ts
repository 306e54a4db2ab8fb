import type { ReadGate } from '../threads/read-gate.js';
import { sendCommand } from '../v8/inspector-commands.js';
import { withMainThread } from './main-thread-session.js';

/** Longest wait for a collection: it comes when the main thread's stack is empty, which it may not be for long. */
const LONGEST_COLLECTION_SECONDS = 5;

/**
 * Has all garbage of the main thread collected, which pauses it for tens of milliseconds, longer on a large heap.
 *
 * @returns rejects where the main thread does not come to it in time; it may then still collect later
 */
export function collectGarbage(gate: ReadGate): Promise<void> {
  return withMainThread(
    gate,
    (session) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`no collection within ${LONGEST_COLLECTION_SECONDS} s`));
        }, LONGEST_COLLECTION_SECONDS * 1000);
        sendCommand(session, 'HeapProfiler.collectGarbage', {}, ([error]) => {
          clearTimeout(timer);
          if (error === null) resolve();
          else reject(error);
        });
      }),
  );
}
