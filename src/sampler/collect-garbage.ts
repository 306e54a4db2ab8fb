import type { ReadGate } from '../threads/read-gate.js';
import { collectAsUsual, collectEarly } from '../v8/early-collection.js';
import { sendCommand } from '../v8/inspector-commands.js';
import { withMainThread } from './main-thread-session.js';

/** Longest wait for a collection: it comes when the main thread's stack is empty, which it may not be for long. */
const LONGEST_COLLECTION_SECONDS = 5;

/** Has the garbage of the watched heap collected. */
export interface CollectionSwitch {
  /**
   * Has V8 begin a major collection at its next opportunity, beside the running application, until {@link usual}.
   *
   * @returns whether V8 can be asked
   */
  early(): boolean;
  /** Leaves to V8 again when it collects. */
  usual(): void;
  /**
   * Has all garbage collected at once, which stops the application: for tenths of a second on a heap of 100 MiB.
   *
   * @returns rejects where the application does not come to it in time; it may then still collect later
   */
  force(): Promise<void>;
}

/** Makes the switch of the main thread's collections. @param gate closed for as long as the main thread is asked */
export function mainThreadCollections(gate: ReadGate): CollectionSwitch {
  return { early: collectEarly, usual: collectAsUsual, force: () => collectGarbage(gate) };
}

function collectGarbage(gate: ReadGate): Promise<void> {
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
