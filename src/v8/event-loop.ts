import { setImmediate as turn } from 'node:timers/promises';

/** Turns that the loop is given: one runs what waits, and closing a file or a socket leaves work for a second. */
const TURNS = 2;

/**
 * Lets the event loop turn, so that work which code left for later is done: ticks, immediates, finalizers and waiting
 * callbacks. V8 releases the target of a `WeakRef` that was made or read in this turn only then.
 */
export async function turnEventLoop(): Promise<void> {
  for (let n = 0; n < TURNS; n += 1) await turn();
}
