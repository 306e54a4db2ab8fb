import { allowInliningHere, preventInliningHere } from '../v8/inlining.js';
import type { LocalSession } from '../v8/inspector.js';
import { watchInspectorCommands } from '../v8/other-profilers.js';
import { refusalAfter, zoomRefusal } from '../v8/zoom-refusal.js';

/** Keeps V8 from inlining on this thread for a while, through an inspector session of its own that stays connected. */
export class ThreadZoom {
  #session: LocalSession | undefined;
  /** The reason why there is none any more. */
  #refusal: string | undefined;
  #isWatching = false;
  #isOwn = false;

  /** Begins, and gives the reason why that must not be, or `null`. Throws the inspector's error. */
  begin(): string | null {
    this.#watch();
    const refusal = this.#refusal ?? zoomRefusal();
    if (refusal !== undefined) return refusal;
    this.#session ??= this.#ownCommands(preventInliningHere);
    return null;
  }

  /** Ends, and says whether it had not ended before. Throws the inspector's error. */
  end(): boolean {
    const session = this.#session;
    if (session === undefined) return false;
    this.#session = undefined;
    this.#ownCommands(() => {
      allowInliningHere(session);
    });
    return true;
  }

  /** Gives way to whoever begins to debug this thread, or to record its coverage. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    watchInspectorCommands((command) => {
      const refusal = refusalAfter(command);
      if (refusal === undefined || this.#isOwn) return;
      this.#refusal = refusal;
      this.end();
    });
  }

  #ownCommands<T>(act: () => T): T {
    this.#isOwn = true;
    try {
      return act();
    } finally {
      this.#isOwn = false;
    }
  }
}
