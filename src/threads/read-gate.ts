import { now } from '../v8/clock.js';

/** Longest the end of the process is held up for a read. */
const LONGEST_WAIT_SECONDS = 1;

/**
 * Tells the main thread, from the sampler thread, that a read is under way.
 * A process that exits with a session connected says "Waiting for the debugger to disconnect..." on its standard
 * error; it does not if it lets the read come to its end first.
 */
export class ReadGate {
  /** The shared cell, to hand to the other thread. */
  readonly cell: Int32Array;

  constructor(cell: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.cell = cell;
  }

  close(): void {
    Atomics.store(this.cell, 0, 1);
  }

  open(): void {
    Atomics.store(this.cell, 0, 0);
  }

  /** Waits for the gate to open. Not idly: V8 serves the inspector from within a running loop, not from a lock. */
  spinUntilOpen(): void {
    const deadlineSeconds = now() + LONGEST_WAIT_SECONDS;
    while (Atomics.load(this.cell, 0) === 1 && now() < deadlineSeconds);
  }
}
