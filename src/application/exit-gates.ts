import type { ReadGate } from '../threads/read-gate.js';
import { guarded } from '../values/guard.js';
import { setImmediate } from '../values/runtime-timers.js';

/** The gates of all sampler threads that run: one listener is enough for them. */
const gates = new Set<ReadGate>();

/**
 * Has a sampler thread let go of this one before the process exits.
 *
 * @returns a function that is called once the thread has ended
 */
export function openBeforeExit(gate: ReadGate): () => void {
  if (gates.size === 0) process.on('exit', openAll);
  gates.add(gate);
  return () => {
    gates.delete(gate);
    if (gates.size === 0) process.off('exit', openAll);
  };
}

const openAll = guarded(() => {
  for (const gate of gates) {
    const takeBack = gate.spinUntilOpen();
    // Somebody may have emitted the event, and the process goes on.
    setImmediate(takeBack).unref();
  }
}, ignore);

function ignore(): void {
  // At the end of the process there is nothing to be said.
}
