import { now } from '../v8/clock.js';

/** The longest time that the end of the process waits for the sampler thread to let go of the main thread. */
const LONGEST_WAIT_SECONDS = 1;

/** The longest time that the end of the process waits for what ends by itself: a starved machine takes seconds for it. */
const LONGEST_BLOCK_SECONDS = 10;

/** The bit that says that the sampler thread is connected to the main thread. */
const CONNECTED = 1;

/** The bit that says that the process is ending. */
const ENDING = 2;

/**
 * Shows the main thread that the sampler thread is connected to it, and the sampler thread that the process is ending. A
 * process that exits while an inspector session is connected prints "Waiting for the debugger to disconnect..." to
 * standard error, and waits; it does not if the session is let go of before.
 */
export class ReadGate {
  /** The shared cell, which is handed to the other thread. */
  readonly cell: Int32Array;

  constructor(cell: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {
    this.cell = cell;
  }

  /**
   * Says that the sampler thread connects to the main thread, which is not to end before {@link open}.
   *
   * @returns resolves as soon as the process is ending, or the gate is open
   * @throws where the process is ending, which leaves the gate open
   */
  close(): Promise<unknown> {
    Atomics.or(this.cell, 0, CONNECTED);
    const { value } = Atomics.waitAsync(this.cell, 0, CONNECTED);
    // The cell has another value already.
    if (typeof value === 'string') {
      this.open();
      throw new Error('the process is ending');
    }
    return value;
  }

  /** True while the sampler thread is connected to the main thread, and for good where it has died meanwhile. */
  get isClosed(): boolean {
    return (Atomics.load(this.cell, 0) & CONNECTED) !== 0;
  }

  /** Says that the sampler thread is not connected any more. */
  open(): void {
    Atomics.and(this.cell, 0, ~CONNECTED);
    Atomics.notify(this.cell, 0);
  }

  /** Has the sampler thread let go of the main thread, which goes on. @returns resolves once it has, or at once */
  async waitUntilOpen(): Promise<void> {
    Atomics.or(this.cell, 0, ENDING);
    Atomics.notify(this.cell, 0);
    await Atomics.waitAsync(this.cell, 0, CONNECTED | ENDING).value;
  }

  /**
   * Has the sampler thread let go of the main thread, which is ending, and waits until it has: in a loop, as V8 answers
   * the inspector while code runs, and not while it waits for a lock.
   *
   * @returns a function that takes this back, where the process does not end after all
   */
  spinUntilOpen(): () => void {
    const takeBack = this.#end();
    const deadlineSeconds = now() + LONGEST_WAIT_SECONDS;
    while (this.isClosed && now() < deadlineSeconds);
    return takeBack;
  }

  /**
   * Waits until the sampler thread has ended what it cannot be interrupted in, as the main thread is ending: without a
   * loop, which would take the processor from it where a container has hardly any.
   *
   * @returns a function that takes this back, where the process does not end after all
   */
  blockUntilOpen(): () => void {
    const takeBack = this.#end();
    Atomics.wait(this.cell, 0, CONNECTED | ENDING, LONGEST_BLOCK_SECONDS * 1000);
    return takeBack;
  }

  #end(): () => void {
    Atomics.or(this.cell, 0, ENDING);
    Atomics.notify(this.cell, 0);
    return () => {
      Atomics.and(this.cell, 0, ~ENDING);
    };
  }
}
