import { setImmediate as turn } from 'node:timers/promises';

/** One more than it takes to run what waits: closing a file or a socket leaves work for the next. */
const TURNS = 2;

/**
 * Lets the event loop turn, so that what code left to be done after it is done: ticks, immediates, finalizers, callbacks
 * that wait. V8 lets go of the target of a `WeakRef` that was made or read only then.
 */
export async function turnEventLoop(): Promise<void> {
  for (let n = 0; n < TURNS; n += 1) await turn();
}
