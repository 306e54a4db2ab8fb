import type { ReadGate } from '../threads/read-gate.js';
import { guarded } from '../values/guard.js';
import { setImmediate } from '../values/runtime-timers.js';

/** Waits for a gate. @returns a function that takes this back */
type WaitForGate = () => () => void;

/** What waits for the gates of all sampler threads that run: one listener is enough for them. */
const waits = new Set<WaitForGate>();

/**
 * Has a sampler thread let go of this one before the process exits.
 *
 * @returns a function that is called once the thread has ended
 */
export function openBeforeExit(gate: ReadGate): () => void {
  return waitBeforeExit(() => gate.spinUntilOpen());
}

/**
 * Has a sampler thread end what it cannot be interrupted in before the process exits.
 *
 * @returns a function that is called once the thread has ended
 */
export function endBeforeExit(gate: ReadGate): () => void {
  return waitBeforeExit(() => gate.blockUntilOpen());
}

function waitBeforeExit(wait: WaitForGate): () => void {
  if (waits.size === 0) process.on('exit', waitForAll);
  waits.add(wait);
  return () => {
    waits.delete(wait);
    if (waits.size === 0) process.off('exit', waitForAll);
  };
}

const waitForAll = guarded(() => {
  for (const wait of waits) {
    const takeBack = wait();
    // Somebody may have emitted the event, and the process goes on.
    setImmediate(takeBack).unref();
  }
}, ignore);

function ignore(): void {
  // At the end of the process there is nothing to be said.
}
