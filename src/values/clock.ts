/** The passing of time, by a clock that nobody sets back. */
export interface Clock {
  readonly nowSeconds: () => number;
  /** Calls once after so many seconds, without keeping the process alive for it; what it returns cancels the call. */
  readonly after: (seconds: number, act: () => void) => () => void;
}

/** The process's own monotonic clock. */
export const MONOTONIC: Clock = {
  nowSeconds: () => performance.now() / 1000,
  after: (seconds, act) => {
    const timer = setTimeout(act, seconds * 1000).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
