import type { ReadGate } from '../threads/read-gate.js';
import { now } from '../v8/clock.js';
import { findHandedMaps, type MapAnswers } from '../v8/handed-maps.js';
import { withMainThread } from './main-thread-session.js';

/** The seconds from one use of V8's debugger to the next: they double each time, as scripts may come without end. */
const SHORTEST_GAP_SECONDS = 5;
const LONGEST_GAP_SECONDS = 600;

/** Answers about maps, and what they cost. */
export interface PausedMapAnswers extends MapAnswers {
  /** Upper bound of the seconds for which the application was paused. */
  readonly pauseSeconds: number;
}

/** Asks the thread that runs some scripts for their maps. */
export type AskForMaps = (scripts: readonly string[], options: { mayDebug: boolean }) => Promise<PausedMapAnswers>;

/** Asks the main thread for the maps of scripts, from a worker thread; rejects where it cannot be asked. */
export function askMainThread(gate: ReadGate): AskForMaps {
  return (scripts, options) =>
    withMainThread(
      gate,
      (session) =>
        new Promise((resolve, reject) => {
          const start = now();
          findHandedMaps(session, scripts, options, (outcome) => {
            if (outcome instanceof Error) reject(outcome);
            else resolve({ ...outcome, pauseSeconds: now() - start });
          });
        }),
    );
}

const NO_ANSWERS: Pick<PausedMapAnswers, 'maps' | 'pauseSeconds'> = { maps: new Map(), pauseSeconds: 0 };

/** Stands for a thread that nobody can ask: its scripts have no maps but those in files. */
export const askNobody: AskForMaps = (scripts) =>
  Promise.resolve({
    maps: new Map(scripts.map((script) => [script, undefined])),
    missing: [],
    isDebugged: false,
    pauseSeconds: 0,
  });

/** Finds the maps that V8 was handed, each once, and uses V8's debugger for that as seldom as it can. */
export class HandedMaps {
  readonly #ask: AskForMaps;
  readonly #now: () => number;
  /** The scripts of which Node.js has no map, until the debugger may be used. */
  #waiting: ReadonlySet<string> = new Set();
  #debugSeconds = -Infinity;
  #gapSeconds = SHORTEST_GAP_SECONDS;

  constructor(ask: AskForMaps, clock: () => number = now) {
    this.#ask = ask;
    this.#now = clock;
  }

  /**
   * Looks for the maps of scripts.
   *
   * @param scripts all scripts that have none yet
   * @returns the answers; a script that is not among them is to be asked for again
   */
  async find(scripts: readonly string[]): Promise<Pick<PausedMapAnswers, 'maps' | 'pauseSeconds'>> {
    const mayDebug = this.#now() >= this.#debugSeconds;
    const wanted = mayDebug ? scripts : scripts.filter((one) => !this.#waiting.has(one));
    if (wanted.length === 0) return NO_ANSWERS;
    let answers: PausedMapAnswers;
    try {
      answers = await this.#ask(wanted, { mayDebug });
    } catch {
      // The process is ending, or its inspector does not answer; then the next read fails too, which is counted.
      return NO_ANSWERS;
    }
    const { maps, missing, isDebugged, pauseSeconds } = answers;
    this.#waiting = new Set([...missing, ...(mayDebug ? [] : this.#waiting)]);
    // Where it may not be used, asking again soon is of no use either.
    if (mayDebug && (isDebugged || missing.length > 0)) this.#putOffDebugger();
    return { maps, pauseSeconds };
  }

  #putOffDebugger(): void {
    this.#debugSeconds = this.#now() + this.#gapSeconds;
    this.#gapSeconds = Math.min(2 * this.#gapSeconds, LONGEST_GAP_SECONDS);
  }
}
