import { Session } from 'node:inspector';
import type { ReadGate } from '../threads/read-gate.js';
import { sendCommand } from '../v8/inspector-commands.js';
import { allowInlining, preventInlining } from '../v8/inlining.js';
import { settledWithin } from '../values/settled-within.js';
import { present, readPauseSeconds } from './read-pause.js';

/** The longest wait for the main thread to begin a zoom, or to end it. It has answered a read just before. */
const LONGEST_WAIT_SECONDS = 10;

/** Keeps V8 from inlining on the main thread, and lets it inline again. */
export interface InliningSwitch {
  /**
   * Keeps V8 from inlining.
   *
   * @param onLetGo is called where the main thread has ended it before {@link on}
   * @returns the upper bound of the seconds that the main thread was paused for, or `undefined` where the main thread
   *   does not let it; rejects where it cannot be done
   */
  off(onLetGo: () => void): Promise<number | undefined>;
  /**
   * Lets V8 inline again.
   *
   * @returns the upper bound of the pause in seconds, or `undefined` where the main thread has ended it before; rejects
   *   where it is not done in time
   */
  on(): Promise<number | undefined>;
}

/**
 * Keeps V8 from inlining through an inspector session with the main thread, which stays connected meanwhile. The gate is
 * closed for as long; whoever has it opened ends that, and V8 goes back to what it was when the session ends, as it does
 * where this thread dies.
 */
export class ZoomSession implements InliningSwitch {
  readonly #gate: ReadGate;
  #session: Session | undefined;
  /** Resolves where the main thread has the gate opened. */
  #letGo: Promise<unknown> = Promise.resolve();

  constructor(gate: ReadGate) {
    this.#gate = gate;
  }

  async off(onLetGo: () => void): Promise<number | undefined> {
    try {
      this.#letGo = this.#gate.close();
    } catch {
      return undefined;
    }
    const session = new Session();
    this.#session = session;
    void this.#letGo.then(() => {
      if (this.#session !== session) return;
      this.#end(session);
      onLetGo();
    });
    try {
      session.connectToMainThread();
      return await this.#paused(session, preventInlining);
    } catch (error) {
      this.#end(session);
      throw error;
    }
  }

  async on(): Promise<number | undefined> {
    const session = this.#session;
    if (session === undefined) return undefined;
    try {
      return await this.#paused(session, allowInlining);
    } finally {
      this.#end(session);
    }
  }

  /** Ends a session, which undoes what it has done: the commands that wait are carried out before. */
  #end(session: Session): void {
    if (this.#session !== session) return;
    this.#session = undefined;
    session.disconnect();
    this.#gate.open();
  }

  /** Has the main thread do something and measures for how long that pauses it, as {@link readPauseSeconds} does. */
  async #paused(session: Session, act: (session: Session) => Promise<void>): Promise<number | undefined> {
    const asked = present();
    let served = asked;
    sendCommand(session, 'Runtime.getHeapUsage', {}, () => {
      served = present();
    });
    const acted = act(session);
    const isAnswered = await settledWithin(LONGEST_WAIT_SECONDS, Promise.race([acted, this.#letGo]));
    if (this.#session !== session) return undefined;
    if (!isAnswered) throw new Error(`the application's thread has not answered within ${LONGEST_WAIT_SECONDS} s`);
    await acted;
    return readPauseSeconds(asked, served, present());
  }
}
