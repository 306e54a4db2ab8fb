import { now } from '../v8/clock.js';

/** The longest time that the end of the process waits for a read. */
const LONGEST_WAIT_SECONDS = 1;

/**
 * Shows the main thread that the sampler thread is reading its heap. A process that exits while an inspector session is
 * connected prints "Waiting for the debugger to disconnect..." to standard error; it does not if it lets the read end.
 */
export class ReadGate {
  /** The shared cell, which is handed to the other thread. */
  readonly cell: Int32Array;

  constructor(cell: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.cell = cell;
  }

  /** Says that a read is under way. */
  close(): void {
    Atomics.store(this.cell, 0, 1);
  }

  /** Says that no read is under way. */
  open(): void {
    Atomics.store(this.cell, 0, 0);
  }

  /** Waits for the gate to open, in a loop: V8 answers the inspector while code runs, and not while it waits for a lock. */
  spinUntilOpen(): void {
    const deadlineSeconds = now() + LONGEST_WAIT_SECONDS;
    while (Atomics.load(this.cell, 0) === 1 && now() < deadlineSeconds);
  }
}
