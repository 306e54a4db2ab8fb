import { guarded } from './guard.js';

/** The passing of time, by a clock that nobody sets back. */
export interface Clock {
  readonly nowSeconds: () => number;
  /**
   * Calls once after so many seconds, without keeping the process alive for it; what it returns cancels the call. What
   * the call throws is dropped.
   */
  readonly after: (seconds: number, act: () => void) => () => void;
}

/** Captured while they are still the runtime's own. */
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;
const milliseconds = performance.now.bind(performance);

/** The process's own monotonic clock. */
export const MONOTONIC: Clock = {
  nowSeconds: () => milliseconds() / 1000,
  after: (seconds, act) => {
    const timer = startTimer(guarded(act, drop), seconds * 1000).unref();
    return () => {
      stopTimer(timer);
    };
  },
};

function drop(): void {
  // Whoever can fail says so itself.
}
