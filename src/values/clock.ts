import { guarded } from './guard.js';
import { clearTimeout, setTimeout } from './runtime-timers.js';

/** The passing of time, by a clock that nobody sets back. */
export interface Clock {
  readonly nowSeconds: () => number;
  /**
   * Calls once after so many seconds, without keeping the process alive for it; what it returns cancels the call. What
   * the call throws is dropped.
   */
  readonly after: (seconds: number, act: () => void) => () => void;
}

/** Captured while it is still the runtime's own. */
const milliseconds = performance.now.bind(performance);

/** The process's own monotonic clock. */
export const MONOTONIC: Clock = {
  nowSeconds: () => milliseconds() / 1000,
  after: (seconds, act) => {
    const timer = setTimeout(guarded(act, drop), seconds * 1000).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

function drop(): void {
  // Whoever can fail says so itself.
}
