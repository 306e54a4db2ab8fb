import { MessageChannel } from 'node:worker_threads';

/**
 * Turns that the loop is given: what waits runs in the first or second, and closing a file or a socket leaves work for one
 * more.
 */
const TURNS = 3;

/**
 * Lets the event loop turn, so that work which code left for later is done: ticks, immediates, finalizers and waiting
 * callbacks. V8 releases the target of a `WeakRef` that was made or read in this turn only then.
 */
export async function turnEventLoop(): Promise<void> {
  for (let n = 0; n < TURNS; n += 1) await turn();
}

/** Waits for a message of this thread's own, as a test may have stopped every timer, immediates among them. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.once('message', () => {
      port1.close();
      resolve();
    });
    port2.postMessage(undefined);
  });
}
