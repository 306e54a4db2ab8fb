import { type ErrorReceiver, guarded } from './guard.js';
import { outsideAnyStore } from './outside-any-store.js';
import { clearInterval, setInterval } from './runtime-timers.js';

/**
 * Calls a function every so many seconds. It keeps no process alive and no store of `AsyncLocalStorage`, and throws
 * nothing into the event loop: `failed` receives what the function throws.
 *
 * @returns a function that ends it
 */
export function repeat(seconds: number, act: () => void, failed: ErrorReceiver): () => void {
  const timer = outsideAnyStore(() => setInterval(guarded(act, failed), seconds * 1000));
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
